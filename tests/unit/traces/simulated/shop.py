"""The operations of a simulated shop: what each service does, in which order, for how long.

Each operation takes a `System` and returns its trace. They differ as real ones do: nested calls,
calls side by side, loops, retries, work that goes on after the answer, a worker behind a queue.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, partial

from tests.unit.traces.simulated.simulation import Plan, StepFailed, System, Thread
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

TRIES = 3


def place_order(system: System) -> Trace:
    """Save an order, reserve stock at the inventory, which asks a third party for the price."""
    frontend = system.thread("frontend")
    frontend.serve("POST api/orders", _place_order)
    return system.trace()


def _place_order(frontend: Thread) -> None:
    with frontend.span("place_order"):
        frontend.take(1.5)
        with frontend.span("save_order"):
            frontend.take(0.8)
            frontend.query("INSERT", 2.5, "sqlite")
        frontend.call("inventory", "POST", "/reservations", _reserve)
        frontend.take(1.0)
        frontend.query("UPDATE", 2.0, "sqlite")


def _reserve(inventory: Thread) -> None:
    inventory.take(1.0)
    with inventory.span("check_stock"):
        inventory.take(0.5)
        for _ in range(inventory.system.plan.queries_per_item):
            inventory.query("SELECT", 1.8)
    with inventory.span("quote_price"):
        inventory.take(0.5)
        inventory.call("thirdparty", "GET", "/v1/prices/<sku>", _look_up_price)
    with inventory.span("reserve_stock"):
        inventory.take(0.7)
        inventory.query("UPDATE", 3.0)


def _look_up_price(thirdparty: Thread) -> None:
    thirdparty.take(0.6)
    with thirdparty.span("look_up_price"):
        thirdparty.take(45.0)
        thirdparty.fail_if_planned()


def show_product(system: System) -> Trace:
    """Show a page from three answers that are asked for at once, the reviews beside the rest."""
    frontend = system.thread("frontend")
    frontend.serve("GET products/<sku>", _show_product)
    return system.trace()


def _show_product(frontend: Thread) -> None:
    frontend.take(2.0)
    with frontend.span("gather_parts"):
        frontend.take(0.3)
        parts = (
            partial(Thread.call, service="catalogue", method="GET", route="/items", handle=_item),
            partial(
                Thread.call, service="reviews", method="GET", route="/reviews", handle=_reviews
            ),
            partial(Thread.call, service="stock", method="GET", route="/levels", handle=_levels),
        )
        run_beside(frontend, parts)
    with frontend.span("render_page"):
        frontend.take(12.0)


def _item(catalogue: Thread) -> None:
    catalogue.take(1.0)
    catalogue.query("SELECT item", 6.0)
    catalogue.fail_if_planned()


def _reviews(reviews: Thread) -> None:
    reviews.take(1.0)
    with reviews.span("rank_reviews"):
        reviews.take(14.0)
        reviews.fail_if_planned()


def _levels(stock: Thread) -> None:
    stock.take(0.5)
    stock.query("SELECT level", 3.0)
    stock.fail_if_planned()


def run_beside(thread: Thread, parts: tuple[Callable[[Thread], None], ...]) -> None:
    """Run parts at the same time and wait for all; if one fails, the others are called off."""
    branches = [thread.fork() for _ in parts]
    failed_ns = []
    for branch, part in zip(branches, parts, strict=True):
        try:
            part(branch)
        except StepFailed:
            failed_ns.append(branch.now_ns)
    thread.join(*branches)
    if failed_ns:
        _call_off(thread, min(failed_ns))
        raise StepFailed("a part of the page failed")


def _call_off(thread: Thread, failed_ns: int) -> None:
    """Cut short, as cancelled, whatever still ran beneath this thread when one part failed."""
    kept: list[Span] = []
    beneath = {thread.parent_id}
    for span in reversed(thread.system.spans):
        if span.parent_id in beneath:
            beneath.add(span.span_id)
            if span.start_ns > failed_ns:
                continue
            if span.end_ns > failed_ns:
                end_ns = failed_ns + 200_000
                span = replace(span, end_ns=end_ns, error=True, status_message="cancelled")
        kept.append(span)
    thread.system.spans = kept[::-1]
    thread.now_ns = failed_ns + 300_000


def import_items(system: System) -> Trace:
    """Store eight items one by one, each with its own work and one insert."""
    office = system.thread("backoffice")
    office.serve("POST imports", _import_items)
    return system.trace()


def _import_items(office: Thread) -> None:
    office.take(3.0)
    with office.span("parse_file"):
        office.take(9.0)
    for _ in range(8):
        with office.span("store_item"):
            office.take(1.5)
            office.query("INSERT item", 1.2)
    for _ in range(office.system.plan.calls_per_item):
        office.call("search", "PUT", "/index/<item>", _index_item)


def _index_item(search: Thread) -> None:
    search.take(1.0)
    with search.span("write_index"):
        search.take(4.0)


def pay(system: System) -> Trace:
    """Charge a card at a bank that reports no spans; failed tries are repeated after a pause."""
    frontend = system.thread("frontend")
    frontend.serve("POST payments", _pay)
    return system.trace()


def _pay(frontend: Thread) -> None:
    frontend.take(1.0)
    frontend.call("payments", "POST", "/charges", _charge, patience_ms=30_000.0)
    frontend.query("UPDATE", 2.0, "sqlite")


def _charge(payments: Thread) -> None:
    payments.take(1.0)
    with payments.span("charge_card"):
        for left in reversed(range(TRIES)):
            try:
                payments.call_untraced("api.bank.example", "POST", 60.0)
                break
            except StepFailed:
                if not left:
                    raise
                payments.take(15.0, "pause")
        payments.take(0.5)
    payments.query("INSERT charge", 2.0)


def deliver_mail(system: System) -> Trace:
    """Work off one message: render a mail, and hand it to a mail server that reports nothing."""
    worker = system.thread("worker")
    with worker.span("process order_placed", "consumer", messaging__system="rabbitmq"):
        worker.take(0.5)
        worker.query("SELECT order", 2.0)
        with worker.span("render_mail"):
            worker.take(8.0)
        worker.call_untraced("smtp.example", "SEND", 25.0)
    return system.trace()


def confirm_order(system: System) -> Trace:
    """Confirm an order; the audit log is written after the answer, a message goes to a worker."""
    frontend = system.thread("frontend")
    frontend.serve("POST confirmations", _confirm)
    return system.trace()


def _confirm(frontend: Thread) -> None:
    frontend.take(2.0)
    frontend.query("UPDATE", 3.0, "sqlite")
    _leave_behind(frontend, _write_audit)
    with frontend.span("publish order_placed", "producer", messaging__system="rabbitmq"):
        frontend.take(0.6)
        _leave_behind(frontend, _consume)
    with frontend.span("render_answer"):
        frontend.take(10.0)


def _leave_behind(thread: Thread, work: Callable[[Thread], None]) -> None:
    work(thread.fork())


def _write_audit(frontend: Thread) -> None:
    with frontend.span("write_audit"):
        frontend.take(400.0)


def _consume(worker: Thread) -> None:
    worker.service = "worker"
    worker.take(20.0)
    with worker.span("process order_placed", "consumer"):
        worker.take(60.0)
        worker.query("INSERT mail", 3.0)


def ask_slow_thirdparty(system: System) -> Trace:
    """Ask a third party with little patience; it goes on working when nobody waits any more."""
    frontend = system.thread("frontend")
    frontend.serve("GET quotes", _ask_thirdparty)
    return system.trace()


def _ask_thirdparty(frontend: Thread) -> None:
    frontend.take(1.5)
    with frontend.span("get_quote"):
        frontend.call("thirdparty", "GET", "/v1/prices/<sku>", _look_up_price, patience_ms=2_000.0)


OPERATIONS: Mapping[str, Callable[[System], Trace]] = {
    "place_order": place_order,
    "show_product": show_product,
    "import_items": import_items,
    "pay": pay,
    "deliver_mail": deliver_mail,
    "confirm_order": confirm_order,
    "ask_slow_thirdparty": ask_slow_thirdparty,
}


def run(operation: str, seed: int, plan: Plan | None = None) -> Trace:
    """Run one operation once."""
    return OPERATIONS[operation](System(seed, plan))


@lru_cache(maxsize=64)
def history(operation: str, seed: int, count: int = 20) -> tuple[Trace, ...]:
    """Run an operation as often as it had been run healthily before; the first found all cold."""
    cold = Plan(cold=frozenset(SERVICES))
    return tuple(
        run(operation, seed * 1000 + number, cold if number == 0 else None)
        for number in range(count)
    )


SERVICES = (
    "backoffice",
    "catalogue",
    "frontend",
    "inventory",
    "payments",
    "reviews",
    "search",
    "stock",
    "thirdparty",
    "worker",
)
