"""Stands around the functions of a service at which causes act; each healthy call goes through."""

import importlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

import wrapt

import tracing_sandbox.faults
from tracing_sandbox.faults.call import Around, Call, Places
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.planting.current import Request, current

WSGI = "wsgi"
HIDDEN = tracing_sandbox.faults.__path__[0]


class Place:
    """One function of a service, with what may act there: by scenario, broken and mended."""

    def __init__(self) -> None:
        self.broken: dict[str, Around] = {}
        self.mended: dict[str, Around] = {}

    def __call__(self, wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        """Make the call, by way of what the request asks for."""
        request = current.get()
        if request is None:
            return wrapped(*args, **kwargs)
        acting = self.mended if request.asked.mended else self.broken
        names = [name for name in request.asked.names if name in acting]
        return proceed(request, acting, names, wrapped, instance, args, kwargs)


def proceed(
    request: Request,
    acting: Mapping[str, Around],
    names: list[str],
    wrapped: Callable[..., Any],
    instance: Any,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> Any:
    """Go through the scenarios, the first outermost, to the function itself."""
    if not names:
        return wrapped(*args, **kwargs)
    name, *others = names

    def go_on(*own: Any, **named: Any) -> Any:
        given = (own, named) if own or named else (args, kwargs)
        return proceed(request, acting, others, wrapped, instance, *given)

    call = Call(
        go_on,
        args,
        kwargs,
        instance,
        request.asked.delay_ms_of(SCENARIOS[name]),
        request.asked.random_of(name),
        request.stage_of(name),
    )
    try:
        return acting[name](call)
    except BaseException as error:
        leave_out_causes(error)
        raise


def leave_out_causes(error: BaseException | None) -> None:
    """Leave the causes out of the traceback: spans and logs would tell the answer by it."""
    while error:
        error.__traceback__ = _cut(error.__traceback__)
        error = error.__cause__ or error.__context__


def _cut(traceback: TracebackType | None) -> TracebackType | None:
    if traceback is None:
        return None
    rest = _cut(traceback.tb_next)
    if traceback.tb_frame.f_code.co_filename.startswith(HIDDEN):
        return rest
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
