"""What is usual is what most healthy traces have, also where a few are ill."""

from dataclasses import replace

from tests.unit.doctor.made_orders import Order, healthy_orders
from tests.unit.traces.drawn.sketch import internal
from tracing_sandbox.doctor.knowledge import learn
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace


def without_channel(span: Span) -> Span:
    kept = {key: value for key, value in span.attributes.items() if key != "app.channel"}
    return replace(span, attributes=kept)


def order_at_the_shop(number: int) -> Trace:
    """An order whose baggage begins beneath its first span, and stays away from others' calls."""
    order = Order(number)
    bare = [order.get("frontend POST api/orders"), order.get("inventory GET")]
    order.change(bare, without_channel)
    return order.traces()[0]


def test_baggage_is_known_where_neither_the_first_span_nor_the_last_call_has_it() -> None:
    knowledge = learn(None, [order_at_the_shop(number) for number in range(5)])

    assert knowledge.carried == {"app.channel"}
    assert {service for service, _ in knowledge.carriers} == {"frontend", "inventory"}


def test_attribute_that_steps_of_two_services_have_is_not_carried() -> None:
    traces = []
    for number in range(5):
        order = Order(number)
        for label in ("frontend place_order", "inventory check_stock", "inventory quote_price"):
            order.note(label, app__product__sku="TEA-ASSAM")
        traces += order.traces()

    assert learn(None, traces).carried == {"app.channel"}


def renamed(number: int) -> Trace:
    """An order in which the inventory reports under the shop's name."""
    order = Order(number)
    order.change(order.of("inventory"), lambda span: replace(span, service="frontend"))
    return order.traces()[0]


def test_callee_is_who_mostly_answers() -> None:
    knowledge = learn(None, [*healthy_orders(5), renamed(1)])

    assert knowledge.callee_of(Order().get("frontend POST")) == "inventory"


def test_nobody_is_the_callee_where_two_answer_alike() -> None:
    knowledge = learn(None, [*healthy_orders(2), renamed(1), renamed(2)])

    assert knowledge.callee_of(Order().get("frontend POST")) is None


def test_span_that_one_trace_has_is_not_usual_above_what_all_have() -> None:
    odd = Order(1)
    step = odd.get("inventory check_stock")
    odd._add(
        internal("inventory look_on_shelf", 9.8, 11.2), odd.get("inventory POST /reservations")
    )
    shelf = odd.get("inventory look_on_shelf")
    odd.change([step], lambda span: replace(span, parent_id=shelf.span_id))

    knowledge = learn(None, [*healthy_orders(5), *odd.traces()])

    assert knowledge.parents_of("inventory check_stock") == {"inventory POST /reservations"}
    assert knowledge.children_of("inventory look_on_shelf") == {"inventory check_stock"}


def test_instance_is_of_the_service_that_it_mostly_reports_as() -> None:
    odd = Order(1)
    odd.change(odd.of("inventory"), lambda span: replace(span, service="frontend"))

    knowledge = learn(None, [*healthy_orders(3), *odd.traces()])

    assert knowledge.instances["instance-of-inventory"] == "inventory"
