"""Stories of what became slow: a service, an operation, a database, a way, in some requests."""

import random
from dataclasses import replace

from tests.unit.traces.simulated.bare_exports import strip, strip_calls
from tests.unit.traces.simulated.places import SPOTLESS, Spot
from tests.unit.traces.simulated.plan import Slowing
from tests.unit.traces.simulated.systems import Export, as_it_is
from tests.unit.traces.stories.plots import SHOWING, plot, time_ms
from tests.unit.traces.stories.told import Stories, Story, slowed, tell

USERS = {
    "redis": ("show_home", "check_out", "show_basket"),
    "elasticsearch": ("search",),
    "postgresql": ("show_home", "check_out", "show_account", "search"),
}


def _spot(seed: int, kind: str) -> tuple[str, Spot]:
    rng = random.Random(f"spot {seed}")
    operation = rng.choice([name for name in SPOTLESS if name != "place_order"])
    return operation, rng.choice([spot for spot in SPOTLESS[operation] if spot.kind == kind])


def _slow_service(seed: int, export: Export = as_it_is) -> Story:
    service = random.Random(f"service {seed}").choice(list(SHOWING))
    change = slowed(Slowing(*time_ms(seed, 60.0, 200.0), service=service, what="entry"))
    showing = SHOWING[service]
    return tell(seed, plot(seed, "service", [service], showing, change=change, export=export))


def slow_service(seed: int) -> Story:
    """Every request to one service takes longer."""
    return _slow_service(seed)


def slow_service_without_attributes(seed: int) -> Story:
    """Every request to one service takes longer, in an export without kinds and attributes."""
    return _slow_service(seed, strip)


def slow_service_without_calls(seed: int) -> Story:
    """Every request to one service takes longer; only the spans of the called are there."""
    return _slow_service(seed, strip_calls)


def starved_service(seed: int) -> Story:
    """A service has too little processor: its own work takes many times as long."""
    service = random.Random(f"starved {seed}").choice(list(SHOWING))
    factor = random.Random(f"factor {seed}").uniform(15.0, 40.0)
    change = slowed(Slowing(service=service, what="work", factor=factor))
    return tell(seed, plot(seed, "service", [service], SHOWING[service], change=change))


def _slow_spot(seed: int, kind: str, export: Export = as_it_is) -> Story:
    operation, spot = _spot(seed, kind)
    change = slowed(spot.slowed(*time_ms(seed, 100.0, 500.0)))
    ends = [spot.service, *([spot.toward] if spot.toward else [])]
    return tell(seed, plot(seed, kind, ends, [operation], change=change, export=export))


def slow_operation(seed: int) -> Story:
    """One operation of one service takes longer."""
    return _slow_spot(seed, "own")


def slow_operation_without_attributes(seed: int) -> Story:
    """One operation takes longer, in an export without kinds and attributes."""
    return _slow_spot(seed, "own", strip)


def slow_query(seed: int) -> Story:
    """One query of one service takes longer."""
    return _slow_spot(seed, "wait")


def slow_way(seed: int) -> Story:
    """The way from one service to another takes longer."""
    return _slow_spot(seed, "transit")


def slow_database(seed: int) -> Story:
    """One database takes longer for everybody who asks it."""
    system = random.Random(f"database {seed}").choice(list(USERS))
    change = slowed(Slowing(*time_ms(seed, 40.0, 150.0), what="database", toward=system))
    names = [system, *(["search"] if system == "elasticsearch" else [])]
    return tell(seed, plot(seed, "wait", names, USERS[system], change=change))


def slow_database_of_one_service(seed: int) -> Story:
    """All queries of one service take longer, those of others do not."""
    service = random.Random(f"its database {seed}").choice(["accounts", "catalogue", "adverts"])
    change = slowed(
        Slowing(*time_ms(seed, 60.0, 200.0), service, what="database", toward="postgresql")
    )
    names = [service, "postgresql"]
    return tell(seed, plot(seed, "wait", names, SHOWING[service], change=change))


def _slow_ways_into(seed: int, export: Export = as_it_is) -> Story:
    service = random.Random(f"into {seed}").choice(["accounts", "catalogue", "shipping", "adverts"])
    change = slowed(Slowing(*time_ms(seed, 60.0, 200.0), what="network", toward=service))
    drawn = plot(seed, "transit", [service], SHOWING[service], change=change, export=export)
    if drawn.operations == ["search"] and service == "catalogue":
        drawn = replace(drawn, services=frozenset({"search", "catalogue"}))
    return tell(seed, drawn)


def slow_ways_into_a_service(seed: int) -> Story:
    """Every call to one service is late, by whomever; a single way has two ends."""
    return _slow_ways_into(seed)


def slow_ways_without_attributes(seed: int) -> Story:
    """Every call to one service is late, in an export without kinds and attributes."""
    return _slow_ways_into(seed, strip)


def slow_ways_out_of_a_service(seed: int) -> Story:
    """Every call of one service is late, to whomever."""
    caller, showing = random.Random(f"out {seed}").choice(
        [("checkout", ["check_out"]), ("frontend", ["show_home", "show_account", "search"])]
    )
    change = slowed(Slowing(*time_ms(seed, 40.0, 120.0), service=caller, what="network"))
    return tell(seed, plot(seed, "service", [caller], showing, change=change))


def slow_untraced_service(seed: int) -> Story:
    """The bank, which reports nothing, takes longer."""
    change = slowed(Slowing(*time_ms(seed, 150.0, 900.0), what="remote", toward="bank.example"))
    names = ["payments", "bank.example"]
    return tell(seed, plot(seed, "wait", names, ["check_out"], change=change))


def stalls(seed: int) -> Story:
    """From some moment on one service stops for a while, now and then."""
    rng = random.Random(f"stalls {seed}")
    service = rng.choice(["accounts", "catalogue", "shipping"])
    change = slowed(Slowing(*time_ms(seed, 300.0, 900.0), service, what="entry"))
    showing, share = SHOWING[service], rng.uniform(0.2, 0.4)
    return tell(seed, plot(seed, "service", [service], showing, change=change, share=share))


SLOW: Stories = {
    story.__name__: story
    for story in (
        slow_service,
        slow_service_without_attributes,
        slow_service_without_calls,
        starved_service,
        slow_operation,
        slow_operation_without_attributes,
        slow_query,
        slow_way,
        slow_database,
        slow_database_of_one_service,
        slow_ways_into_a_service,
        slow_ways_without_attributes,
        slow_ways_out_of_a_service,
        slow_untraced_service,
        stalls,
    )
}
