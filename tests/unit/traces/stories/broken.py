"""Stories of what broke: failures, calls that are missing, queues that grow, loops that do."""

import random
from dataclasses import replace

from tests.unit.traces.simulated.bare_exports import strip
from tests.unit.traces.simulated.plan import Callee, Plan, Slowing
from tests.unit.traces.simulated.systems import Export, as_it_is
from tests.unit.traces.stories.plots import SHOWING, plot, time_ms
from tests.unit.traces.stories.told import Stories, Story, slowed, tell

ADDRESS = ("127.0.0.1", 28001)
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
    change = slowed(Slowing(*time_ms(seed, 2_000.0, 20_000.0), what="queue", toward=queue))
    names = [worker, queue, "rabbitmq"]
    return tell(seed, plot(seed, "queue", names, [operation], change=change))


def slow_job(seed: int) -> Story:
    """A worker takes seconds for its jobs."""
    operation, worker, name = random.Random(f"job {seed}").choice(
        [("export_orders", "exporter", "write_file"), ("check_out", "mailer", "render_mail")]
    )
    change = slowed(Slowing(*time_ms(seed, 1_000.0, 10_000.0), worker, name, "work"))
    return tell(seed, plot(seed, "own", [worker], [operation], change=change))


def more_rows(seed: int) -> Story:
    """An order makes the same three calls for every row of many more rows."""
    rows = random.Random(f"rows {seed}").randint(12, 40)

    def change(plan: Plan) -> Plan:
        return replace(plan, rows=rows)

    return tell(seed, plot(seed, "repetition", ["checkout"], ["check_out"], change=change))


BROKEN: Stories = {
    story.__name__: story
    for story in (
        failing_service,
        failing_service_without_attributes,
        refused_connections,
        missing_calls,
        long_queue,
        slow_job,
        more_rows,
    )
}
