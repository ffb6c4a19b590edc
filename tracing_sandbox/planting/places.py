"""Stands around the functions of a service at which causes act; each healthy call goes through."""

import importlib
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, TypeAlias

import wrapt

import tracing_sandbox.faults
import tracing_sandbox.planting
from tracing_sandbox.faults.call import Around, Call, Places
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.planting.current import Request, current

Made: TypeAlias = Callable[..., Any]

WSGI = "wsgi"
HIDDEN = (tracing_sandbox.faults.__path__[0], tracing_sandbox.planting.__path__[0])


class Place:
    """One function of a service, with what may act there: by scenario, broken and mended."""

    def __init__(self) -> None:
        self.broken: dict[str, Around] = {}
        self.mended: dict[str, Around] = {}

    def __call__(self, wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        """Make the call, by way of what the request asks for.

        A traceback shows the same line of it, whatever that is.
        """
        make = self._by_way_of(current.get(), wrapped, instance)
        try:
            return make(*args, **kwargs)
        except BaseException as error:
            leave_out_causes(error)
            raise

    def _by_way_of(self, request: Request | None, wrapped: Any, instance: Any) -> Any:
        if request is None:
            return wrapped
        acting = self.mended if request.asked.mended else self.broken
        made = wrapped
        for name in reversed(request.asked.names):
            if name in acting:
                made = partial(act, request, name, acting[name], instance, made)
        return made


def act(
    request: Request,
    name: str,
    around: Around,
    instance: Any,
    made: Made,
    /,
    *args: Any,
    **kwargs: Any,
) -> Any:
    """Let one scenario stand around a call; it goes on with its own arguments if none are given."""

    def go_on(*own: Any, **named: Any) -> Any:
        return made(*own, **named) if own or named else made(*args, **kwargs)

    asked, scenario = request.asked, SCENARIOS[name]
    delay_ms, chance = asked.delay_ms_of(scenario), asked.random_of(name)
    return around(Call(go_on, args, kwargs, instance, delay_ms, chance, request.stage_of(name)))


def leave_out_causes(error: BaseException | None) -> None:
    """Leave what stands around a call out of the traceback beneath it: it would tell the answer."""
    first = error.__traceback__ if error else None
    if error and first:
        error.__traceback__ = _copy(first, _cut(first.tb_next))
    while error and (error := error.__cause__ or error.__context__):
        error.__traceback__ = _cut(error.__traceback__)


def _cut(traceback: TracebackType | None) -> TracebackType | None:
    if traceback is None:
        return None
    rest = _cut(traceback.tb_next)
    is_hidden = traceback.tb_frame.f_code.co_filename.startswith(HIDDEN)
    return rest if is_hidden else _copy(traceback, rest)


def _copy(traceback: TracebackType, rest: TracebackType | None) -> TracebackType:
    return TracebackType(rest, traceback.tb_frame, traceback.tb_lasti, traceback.tb_lineno)


def collect_places(service: str) -> dict[str, Place]:
    """Collect where something may act in a service, by `module:attribute`."""
    places: dict[str, Place] = defaultdict(Place)
    for scenario in SCENARIOS.values():
        module = importlib.import_module(scenario.module)
        for address, around in own_places(module.BROKEN, service, scenario).items():
            places[address].broken[scenario.name] = around
        for address, around in own_places(module.MENDED, service, scenario).items():
            places[address].mended[scenario.name] = around
    return places


def own_places(places: Places, service: str, scenario: Scenario) -> dict[str, Around]:
    """Choose those in this service: it is named before an `@`, or by the module.

    A module of neither service is one that several share: it is meant where the scenario acts.
    """
    own = {}
    for address, around in places.items():
        named, at, bare = address.rpartition("@")
        package = bare.partition(":")[0].partition(".")[0]
        theirs = {"frontend", "inventory", "thirdparty"}
        where = named if at else package if package in theirs else scenario.acts_in
        if where == service:
            own[bare] = around
    return own


def wrap(address: str, place: Place) -> None:
    """Stand around one function."""
    module, _, attribute = address.partition(":")
    wrapt.wrap_function_wrapper(module, attribute, place)
