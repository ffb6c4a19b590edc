"""A service as a whole is slow, or all ways into it, or all ways out of it: no call alone is."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tests.unit.traces.planted.known_truth import Case, Truth
from tests.unit.traces.planted.noise import is_beyond_habit
from tests.unit.traces.simulated.bare_exports import strip, strip_calls
from tests.unit.traces.simulated.places import habit_of
from tests.unit.traces.simulated.plan import Slowing
from tests.unit.traces.simulated.systems import (
    Export,
    as_it_is,
    past_runs,
    run_as,
    traces_of,
    with_habits,
)

PASTS = 5


class Callers(NamedTuple):
    """A service and the operations in which it is called often, by several routes or callers."""

    service: str
    operations: Sequence[str]


CALLED_OFTEN = (
    Callers("accounts", ("check_out", "show_account")),
    Callers("catalogue", ("show_home", "check_out")),
    Callers("shipping", ("check_out",)),
    Callers("basket", ("check_out",)),
    Callers("pricing", ("show_basket",)),
)
CALLING_OFTEN = (
    Callers("frontend", ("show_home", "show_account", "search")),
    Callers("checkout", ("check_out",)),
)
DATABASES = (
    Callers("accounts", ("check_out", "show_account")),
    Callers("catalogue", ("show_home", "check_out")),
    Callers("reviews", ("show_home",)),
)


def _case(
    seed: int,
    operation: str,
    truth: Truth,
    faults: Sequence[Slowing],
    export: Export = as_it_is,
    habits: tuple[Slowing, ...] = (),
) -> Case:
    run = run_as(operation, seed, with_habits(habits, *faults), export)
    past = past_runs(operation, seed % PASTS, habits, export=export)
    decidable = not is_beyond_habit(run, past, habits)
    return Case(run.trace, truth, traces_of(past), decidable)


def _draw(rng: random.Random, callers: Sequence[Callers]) -> tuple[str, str]:
    drawn = rng.choice(callers)
    return drawn.service, rng.choice(drawn.operations)


def _slow_service(seed: int, export: Export = as_it_is, noisy: bool = False) -> Case:
    rng = random.Random(f"slow service {seed}")
    service, operation = _draw(rng, CALLED_OFTEN)
    ms = rng.uniform(40.0, 130.0)
    fault = Slowing(ms * 0.8, ms * 1.2, service=service, what="entry")
    habits = (habit_of(operation, random.Random(f"{seed % PASTS}")),) if noisy else ()
    return _case(seed, operation, Truth("service", service), [fault], export, habits)


def every_request_to_one_service_is_slow(seed: int) -> Case:
    """Several operations of a service grow by tens of milliseconds each, as behind a lock."""
    if seed % 2:
        return _slow_service(seed)
    rng = random.Random(f"pricing {seed}")
    ms = rng.uniform(25.0, 60.0)
    fault = Slowing(ms * 0.8, ms * 1.2, service="pricing", what="entry")
    return _case(seed, "show_basket", Truth("service", "pricing"), [fault])


def slow_service_beside_a_noisy_part(seed: int) -> Case:
    """Several operations of a service grow, in a system where something else is noisy."""
    rng = random.Random(f"noisy service {seed}")
    service, operation = rng.choice([("accounts", "check_out"), ("accounts", "show_account")])
    ms = rng.uniform(60.0, 130.0)
    fault = Slowing(ms * 0.8, ms * 1.2, service=service, what="entry")
    habits = (habit_of(operation, random.Random(f"{seed % PASTS}")),)
    return _case(seed, operation, Truth("service", service), [fault], habits=habits)


def slow_service_without_attributes(seed: int) -> Case:
    """Several operations of a service grow, in an export without kinds and attributes."""
    return _slow_service(seed, strip)


def slow_service_without_calls(seed: int) -> Case:
    """Several operations of a service grow; only the spans of the called are there."""
    return _slow_service(seed, strip_calls)


def starved_service(seed: int) -> Case:
    """All work of a service takes many times as long, its waiting for others does not."""
    rng = random.Random(f"starved {seed}")
    service, operation = rng.choice(
        [("accounts", "check_out"), ("accounts", "show_account"), ("pricing", "show_basket")]
    )
    fault = Slowing(service=service, what="work", factor=rng.uniform(20.0, 50.0))
    return _case(seed, operation, Truth("service", service), [fault])


def _slow_caller(seed: int, export: Export = as_it_is) -> Case:
    rng = random.Random(f"slow caller {seed}")
    service, operation = _draw(rng, CALLING_OFTEN)
    ms = rng.uniform(40.0, 100.0)
    fault = Slowing(ms * 0.7, ms * 1.3, service=service, what="network")
    return _case(seed, operation, Truth("service", service), [fault], export)


def every_call_of_one_caller_is_slow(seed: int) -> Case:
    """All calls of a service start late, to whomever: its own pauses or its way out."""
    return _slow_caller(seed)


def slow_caller_without_attributes(seed: int) -> Case:
    """All calls of a service start late, in an export without kinds and attributes."""
    return _slow_caller(seed, strip)


def slow_caller_without_calls(seed: int) -> Case:
    """All calls of a service start late; only the spans of the called are there."""
    return _slow_caller(seed, strip_calls)


def starved_caller(seed: int) -> Case:
    """A caller's own work takes many times as long, and its calls start late as well."""
    rng = random.Random(f"starved caller {seed}")
    service, operation = _draw(rng, CALLING_OFTEN)
    ms = rng.uniform(30.0, 70.0)
    faults = [
        Slowing(service=service, what="work", factor=rng.uniform(8.0, 15.0)),
        Slowing(ms * 0.7, ms * 1.3, service=service, what="network"),
    ]
    return _case(seed, operation, Truth("service", service), faults)


def _slow_ways_into(seed: int, export: Export = as_it_is) -> Case:
    rng = random.Random(f"ways into {seed}")
    service, operation = rng.choice(
        [("accounts", "check_out"), ("accounts", "show_account"), ("catalogue", "show_home"),
         ("shipping", "check_out"), ("pricing", "show_basket")]
    )  # fmt: skip
    ms = rng.uniform(50.0, 130.0)
    fault = Slowing(ms * 0.7, ms * 1.3, what="network", toward=service)
    return _case(seed, operation, Truth("transit", service), [fault], export)


def all_ways_into_one_service_are_slow(seed: int) -> Case:
    """The network of one host is slow: every call to it, by whomever, while others are as ever."""
    return _slow_ways_into(seed)


def slow_ways_without_attributes(seed: int) -> Case:
    """The network of one host is slow, in an export without kinds and attributes."""
    return _slow_ways_into(seed, strip)


def _slow_database(seed: int, export: Export = as_it_is) -> Case:
    rng = random.Random(f"database of {seed}")
    service, operation = _draw(rng, DATABASES)
    ms = rng.uniform(60.0, 130.0)
    fault = Slowing(ms * 0.8, ms * 1.2, service=service, what="database", toward="postgresql")
    truth = Truth("wait", service, also=frozenset({"postgresql"}))
    return _case(seed, operation, truth, [fault], export)


def slow_database_of_one_service(seed: int) -> Case:
    """All queries of a service grow, whatever they ask; others with their own are as ever."""
    return _slow_database(seed)


def slow_database_without_attributes(seed: int) -> Case:
    """All queries of a service grow, in an export without kinds and attributes."""
    return _slow_database(seed, strip)


def slow_cache_of_all(seed: int) -> Case:
    """A cache that two services share is slow: each query of either grows."""
    rng = random.Random(f"cache of all {seed}")
    operation = rng.choice(["show_home", "check_out", "show_basket"])
    ms = rng.uniform(60.0, 150.0)
    fault = Slowing(ms * 0.8, ms * 1.2, what="database", toward="redis")
    return _case(seed, operation, Truth("wait", "redis"), [fault])


SERVICES_AT_FAULT: Mapping[str, Callable[[int], Case]] = {
    shape.__name__: shape
    for shape in (
        every_request_to_one_service_is_slow,
        slow_service_beside_a_noisy_part,
        slow_service_without_attributes,
        slow_service_without_calls,
        starved_service,
        every_call_of_one_caller_is_slow,
        slow_caller_without_attributes,
        slow_caller_without_calls,
        starved_caller,
        all_ways_into_one_service_are_slow,
        slow_ways_without_attributes,
        slow_database_of_one_service,
        slow_database_without_attributes,
        slow_cache_of_all,
    )
}
