"""Work that was lost into a trace of its own is given to the request that it shares most with."""

from dataclasses import replace

from tests.unit.doctor.made_orders import Order, healthy_orders
from tests.unit.traces.drawn.sketch import MS
from tracing_sandbox.doctor import diagnose
from tracing_sandbox.traces.reading.span import Span

SERVER, STEP = "inventory POST /reservations", "inventory reserve_stock"


def order_of(number: int, order_id: str) -> Order:
    """An order whose request and last step carry its id."""
    order = Order(number)
    order.note(SERVER, app__order__id=order_id)
    order.note(STEP, app__order__id=order_id)
    return order


def beginning_with(order: Order, other: Order, later_ms: int) -> Order:
    """The order, begun a moment after another one."""
    shift = other.began_ns + later_ms * MS - order.began_ns

    def moved(span: Span) -> Span:
        return replace(span, start_ns=span.start_ns + shift, end_ns=span.end_ns + shift)

    order.change(order.spans, moved)
    return order


def test_stray_belongs_to_the_order_whose_id_it_carries() -> None:
    own = order_of(1, "order-1")
    lost_id = own.begin_anew(STEP)
    # It began later and lacks the same step: nothing but the id tells the two apart.
    other = beginning_with(order_of(2, "order-2"), own, 1)
    other.drop(other.beneath(other.get(STEP)))

    found = diagnose([*own.traces(), *other.traces()], None, healthy_orders(5)).findings

    lost = [finding for finding in found if finding.rule == "context-lost-in-thread"]
    assert [set(finding.trace_ids) for finding in lost] == [{own.trace_id, lost_id}]


def test_stray_without_an_id_belongs_to_the_order_that_lacks_it() -> None:
    own = Order(1)
    lost_id = own.begin_anew(STEP)
    own.note_ledger()
    other = beginning_with(Order(2), own, 1)

    found = diagnose([*own.traces(), *other.traces()], None, healthy_orders(5)).findings

    assert [(finding.rule, set(finding.trace_ids)) for finding in found] == [
        ("context-lost-in-thread", {own.trace_id, lost_id})
    ]
