"""Stories of strong causes: what a single trace could show, in a share of the requests."""

import random
from collections.abc import Sequence
from dataclasses import replace

from tests.unit.traces.bare_exports import strip, strip_calls
from tests.unit.traces.simulated_places import NOISY, SPOTLESS, Spot, habit_of
from tests.unit.traces.simulated_plan import Callee, Plan, Slowing
from tests.unit.traces.simulated_systems import Export, as_it_is
from tests.unit.traces.told_story import Plot, Stories, Story, slowed, tell

PAGES = ("show_home", "check_out", "show_basket", "show_account", "search")
SHOWING = {
    "accounts": ("check_out", "show_account"),
    "catalogue": ("show_home", "check_out", "search"),
    "shipping": ("show_home", "check_out", "show_account"),
    "pricing": ("show_basket",),
    "currency": ("show_home", "check_out"),
    "adverts": ("show_home", "search"),
}
USERS = {
    "redis": ("show_home", "check_out", "show_basket"),
    "elasticsearch": ("search",),
    "postgresql": ("show_home", "check_out", "show_account", "search"),
}
ADDRESS = ("127.0.0.1", 28001)


def plot(
    seed: int, kind: str | None, services: Sequence[str], showing: Sequence[str], **more: object
) -> Plot:
    """Draw what stories have in common: how many requests, of what, and how many are touched.

    Half of them are of several operations, and half of those are of a noisy system.
    """
    rng = random.Random(f"plot {seed} {kind}")
    alone = [rng.choice(list(showing))] if showing else [rng.choice(PAGES)]
    operations = alone if seed % 2 else [*showing, *rng.sample(PAGES, 2)]
    drawn = Plot(
        kind=kind,
        services=frozenset(services),
        operations=operations,
        showing=frozenset(showing) & set(operations),
        change=lambda plan: plan,
        share=rng.uniform(0.2, 1.0),
        count=100 if seed % 5 == 0 else 30,
        usual=Plan(slowings=_habits(rng, operations) if seed % 4 > 1 else ()),
    )
    return replace(drawn, **more)  # type: ignore[arg-type]


def _habits(rng: random.Random, operations: Sequence[str]) -> tuple[Slowing, ...]:
    noisy = [operation for operation in operations if operation in NOISY]
    return (habit_of(rng.choice(noisy), rng),) if noisy else ()


def _spot(seed: int, kind: str) -> tuple[str, Spot]:
    rng = random.Random(f"spot {seed}")
    operation = rng.choice([name for name in SPOTLESS if name != "place_order"])
    return operation, rng.choice([spot for spot in SPOTLESS[operation] if spot.kind == kind])


def _ms(seed: int, low: float, high: float) -> tuple[float, float]:
    ms = random.Random(f"ms {seed}").uniform(low, high)
    return ms * 0.7, ms * 1.3


def _slow_service(seed: int, export: Export = as_it_is) -> Story:
    service = random.Random(f"service {seed}").choice(list(SHOWING))
    change = slowed(Slowing(*_ms(seed, 60.0, 200.0), service=service, what="entry"))
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
    change = slowed(spot.slowed(*_ms(seed, 100.0, 500.0)))
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
    change = slowed(Slowing(*_ms(seed, 40.0, 150.0), what="database", toward=system))
    names = [system, *(["search"] if system == "elasticsearch" else [])]
    return tell(seed, plot(seed, "wait", names, USERS[system], change=change))


def slow_database_of_one_service(seed: int) -> Story:
    """All queries of one service take longer, those of others do not."""
    service = random.Random(f"its database {seed}").choice(["accounts", "catalogue", "adverts"])
    change = slowed(Slowing(*_ms(seed, 60.0, 200.0), service, what="database", toward="postgresql"))
    names = [service, "postgresql"]
    return tell(seed, plot(seed, "wait", names, SHOWING[service], change=change))


def _slow_ways_into(seed: int, export: Export = as_it_is) -> Story:
    service = random.Random(f"into {seed}").choice(["accounts", "catalogue", "shipping", "adverts"])
    change = slowed(Slowing(*_ms(seed, 60.0, 200.0), what="network", toward=service))
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
    change = slowed(Slowing(*_ms(seed, 40.0, 120.0), service=caller, what="network"))
    return tell(seed, plot(seed, "service", [caller], showing, change=change))


def slow_untraced_service(seed: int) -> Story:
    """The bank, which reports nothing, takes longer."""
    change = slowed(Slowing(*_ms(seed, 150.0, 900.0), what="remote", toward="bank.example"))
    names = ["payments", "bank.example"]
    return tell(seed, plot(seed, "wait", names, ["check_out"], change=change))


def stalls(seed: int) -> Story:
    """From some moment on one service stops for a while, now and then."""
    rng = random.Random(f"stalls {seed}")
    service = rng.choice(["accounts", "catalogue", "shipping"])
    change = slowed(Slowing(*_ms(seed, 300.0, 900.0), service, what="entry"))
    showing, share = SHOWING[service], rng.uniform(0.2, 0.4)
    return tell(seed, plot(seed, "service", [service], showing, change=change, share=share))


FAILING = {
    "accounts": ("GET /profile", "GET /addresses", "GET /cards"),
    "catalogue": ("GET /product", "GET /products", "GET /categories"),
    "shipping": ("POST /quotes", "GET /estimates"),
    "payments": ("POST /charges",),
}
FAILING_SHOWN = {**SHOWING, "shipping": ("show_home", "check_out"), "payments": ("check_out",)}


def _failing_service(seed: int, export: Export = as_it_is) -> Story:
    service = random.Random(f"failing {seed}").choice(list(FAILING))
    failures = {(service, name): "OperationalError: too many clients" for name in FAILING[service]}
    showing = FAILING_SHOWN[service]

    def change(plan: Plan) -> Plan:
        return replace(plan, failures=failures)

    return tell(seed, plot(seed, "error", [service], showing, change=change, export=export))


def failing_service(seed: int) -> Story:
    """One service fails in all that it does."""
    return _failing_service(seed)


def failing_service_without_attributes(seed: int) -> Story:
    """A service fails, and the export has no statuses: all that comes after it is missing."""
    story = _failing_service(seed, strip)
    return replace(story, kind="missing")


def refused_connections(seed: int) -> Story:
    """Nobody reaches one service any more; its callers name it by its address alone."""
    service = random.Random(f"refused {seed}").choice(["accounts", "catalogue", "shipping"])
    callers = ("frontend", "checkout", "orders", "loyalty", "recommendations", "search")
    calls = [(caller, f"{method} {service}") for caller in callers for method in ("GET", "POST")]
    failures = dict.fromkeys(calls, "ConnectionRefusedError")
    usual = Plan(addresses={service: ADDRESS})

    def change(plan: Plan) -> Plan:
        return replace(plan, failures=failures)

    showing = SHOWING[service]
    return tell(seed, plot(seed, "error", [service], showing, change=change, usual=usual))


def missing_calls(seed: int) -> Story:
    """An operation returns early, or leaves out a call, and says nothing of it."""
    operation, caller, callee = random.Random(f"missing {seed}").choice(
        [
            ("show_home", "frontend", Callee("recommendations", "GET /recommendations")),
            ("show_home", "frontend", Callee("basket", "GET /basket")),
            ("check_out", "checkout", Callee("payments", "POST /charges")),
            ("check_out", "checkout", Callee("shipping", "POST /quotes")),
            ("show_account", "orders", Callee("shipping", "GET /parcels")),
        ]
    )

    def change(plan: Plan) -> Plan:
        if seed % 3:
            return replace(plan, stops_at=frozenset({callee}))
        return replace(plan, skips={callee: 1.0})

    names = [caller, callee.service]
    return tell(seed, plot(seed, "missing", names, [operation], change=change))


def long_queue(seed: int) -> Story:
    """Jobs wait in a queue for seconds."""
    operation, queue, worker = random.Random(f"queue {seed}").choice(
        [("export_orders", "exports", "exporter"), ("check_out", "order_placed", "mailer")]
    )
    change = slowed(Slowing(*_ms(seed, 2_000.0, 20_000.0), what="queue", toward=queue))
    names = [worker, queue, "rabbitmq"]
    return tell(seed, plot(seed, "queue", names, [operation], change=change))


def slow_job(seed: int) -> Story:
    """A worker takes seconds for its jobs."""
    operation, worker, name = random.Random(f"job {seed}").choice(
        [("export_orders", "exporter", "write_file"), ("check_out", "mailer", "render_mail")]
    )
    change = slowed(Slowing(*_ms(seed, 1_000.0, 10_000.0), worker, name, "work"))
    return tell(seed, plot(seed, "own", [worker], [operation], change=change))


def more_rows(seed: int) -> Story:
    """An order makes the same three calls for every row of many more rows."""
    rows = random.Random(f"rows {seed}").randint(12, 40)

    def change(plan: Plan) -> Plan:
        return replace(plan, rows=rows)

    return tell(seed, plot(seed, "repetition", ["checkout"], ["check_out"], change=change))


STORIES: Stories = {
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
        failing_service,
        failing_service_without_attributes,
        refused_connections,
        missing_calls,
        long_queue,
        slow_job,
        more_rows,
    )
}
