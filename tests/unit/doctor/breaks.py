"""The 23 breaks in the tracing, each made in one order in memory, and what must be said of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.unit.doctor.made_orders import MS, SECOND, Order
from tracing_sandbox.doctor import Circumstances
from tracing_sandbox.doctor.ledger import BEGAN
from tracing_sandbox.traces.reading.span import Attributes, Span
from tracing_sandbox.traces.reading.trace import Trace

CALL, SERVER = "frontend POST", "inventory POST /reservations"
GET, PRICE = "inventory GET", "thirdparty GET /v1/prices/<sku>"
HOP, LAST_HOP = "frontend->inventory", "inventory->thirdparty"
REFUSED = "WARNING Transient error [Errno 111] Connection refused encountered"
NOT_FOUND = "ERROR Failed to export spans batch code: 404, reason: Not Found"
QUEUE_FULL = "WARNING Queue full, dropping Span."


@dataclass
class Broken:
    """Traces of a broken order, and what else is known of it."""

    traces: list[Trace]
    circumstances: Circumstances = field(default_factory=Circumstances)


def _done(order: Order, *log: str) -> Broken:
    order.note_ledger()
    return _kept(order, *log)


def _kept(order: Order, *log: str) -> Broken:
    return Broken(order.traces(), Circumstances({"inventory": log} if log else {}))


def _cut(order: Order) -> str:
    other = order.begin_anew(SERVER)
    order.note(CALL, app__callee__trace_id=other)
    return other


def traceparent_stripped(order: Order) -> Broken:
    _cut(order)
    return _done(order)


def traceparent_not_injected(order: Order) -> Broken:
    order.begin_anew(SERVER)
    order.drop([order.get(CALL)])
    return _done(order)


def traceparent_not_extracted(order: Order) -> Broken:
    _cut(order)
    order.note(SERVER, app__traceparent__received=order.trace_id)
    return _done(order)


def traceparent_malformed(order: Order) -> Broken:
    _cut(order)
    order.note(SERVER, app__traceparent__ignored="its traceparent is malformed")
    return _done(order)


def b3_for_w3c(order: Order) -> Broken:
    _cut(order)
    order.note(SERVER, app__b3__received=order.trace_id)
    return _done(order)


def lost_in_thread_pool(order: Order) -> Broken:
    order.begin_anew("inventory quote_price")
    return _done(order)


def lost_in_generator(order: Order) -> Broken:
    order.begin_anew("inventory reserve_stock")
    order.change([order.get(SERVER)], lambda s: replace(s, end_ns=order.began_ns + 38 * MS))
    return _done(order)


def sampled_flag_cleared(order: Order) -> Broken:
    order.note(CALL, app__callee__sampled=False)
    order.drop([*order.of("inventory"), *order.of("thirdparty")])
    return _done(order)


def exporter_dead(order: Order) -> Broken:
    order.drop(order.of("inventory"))
    return _kept(order, REFUSED)


def exporter_wrong_port(order: Order) -> Broken:
    order.drop(order.of("inventory"))
    return _kept(order, NOT_FOUND)


def queue_overflow(order: Order) -> Broken:
    lost = ["SELECT stock", "check_stock", "SELECT reservation"]
    order.drop([order.get(f"inventory {name}") for name in lost])
    return _kept(order, QUEUE_FULL)


def queue_overflow_without_log(order: Order) -> Broken:
    broken = queue_overflow(order)
    return Broken(broken.traces)


def call_dropped(order: Order) -> Broken:
    """The call alone, of a service that does not say how many spans it began."""
    order.drop([order.get(GET)])
    order.change(order.spans, lambda span: replace(span, attributes=_uncounted(span)))
    return _kept(order, QUEUE_FULL)


def _uncounted(span: Span) -> Attributes:
    return {key: value for key, value in span.attributes.items() if key != BEGAN}


def killed_before_flush(order: Order) -> Broken:
    lost = ["POST /reservations", "reserve_stock", "UPDATE stock", "INSERT reservation"]
    order.drop([order.get(f"inventory {name}") for name in lost])
    return _kept(order)


def service_not_instrumented(order: Order) -> Broken:
    order.begin_anew(PRICE)
    order.drop(order.of("inventory"))
    order.note(CALL, app__callee__untraced=True)
    return _done(order)


def black_box_third_party(order: Order) -> Broken:
    order.drop(order.of("thirdparty"))
    order.note(GET, app__callee__untraced=True)
    return _done(order)


def instrumented_twice(order: Order) -> Broken:
    outer = order.get(SERVER)
    inner = replace(
        outer,
        span_id=order.new_id(),
        parent_id=outer.span_id,
        parent_is_remote=False,
        start_ns=outer.start_ns + MS // 10,
        end_ns=outer.end_ns - MS // 10,
    )
    order.change(order.children(outer), lambda span: replace(span, parent_id=inner.span_id))
    order.spans.append(inner)
    return _done(order)


def clock_off(order: Order) -> Broken:
    def late(span: Span) -> Span:
        return replace(span, start_ns=span.start_ns + 3 * SECOND, end_ns=span.end_ns + 3 * SECOND)

    order.change(order.of("inventory"), late)
    return _done(order)


def clock_off_with_slow_network(order: Order) -> Broken:
    """What the clocks differ by can be told to some milliseconds only."""
    clock_off(order)
    call = order.get(CALL)
    order.change([call], lambda span: replace(span, end_ns=span.end_ns + 6 * MS))
    return _done(order)


def _named(order: Order, name: str) -> Broken:
    order.change(order.of("inventory"), lambda span: replace(span, service=name))
    return _done(order)


def wrong_service_name(order: Order) -> Broken:
    return _named(order, "unknown_service:gunicorn")


def shared_service_name(order: Order) -> Broken:
    return _named(order, "frontend")


def misspelt_service_name(order: Order) -> Broken:
    def misspelt(span: Span) -> Span:
        return replace(span, service="inventroy", resource={"service.name": "inventroy"})

    order.change(order.of("inventory"), misspelt)
    return _done(order)


def span_never_ended(order: Order) -> Broken:
    order.drop([order.get("inventory check_stock")])
    return _kept(order)


def wrong_parent(order: Order) -> Broken:
    """The steps of this request hang beneath one of an earlier request."""
    earlier = Order(order.number - 5)
    left_open = earlier.get("inventory check_stock")
    steps = [span for span in order.children(order.get(SERVER)) if span.kind == "internal"]
    moved = {s.span_id: left_open.span_id for s in steps}
    below = [each for step in steps for each in order.beneath(step)]
    order.change(
        below,
        lambda s: replace(
            s, trace_id=earlier.trace_id, parent_id=moved.get(s.span_id, s.parent_id)
        ),
    )
    order.note_ledger()
    order.spans += earlier.spans
    return _kept(order)


def _without_channel(span: Span) -> Span:
    return replace(
        span, attributes={k: v for k, v in span.attributes.items() if k != "app.channel"}
    )


def baggage_lost(order: Order) -> Broken:
    order.change(order.of("inventory"), _without_channel)
    return _done(order)


def baggage_leaked(order: Order) -> Broken:
    def with_channel(span: Span) -> Span:
        return replace(span, attributes={**span.attributes, "app.channel": "api"})

    order.change(order.of("thirdparty"), with_channel)
    return _done(order)


def ids_in_names(order: Order) -> Broken:
    order.change(
        [order.get("inventory reserve_stock")], lambda s: replace(s, name="reserve_stock 48291")
    )
    return _done(order)


def secret_in_attribute(order: Order) -> Broken:
    order.note(GET, http__request__header__authorization="Bearer abcdefghijklmnop123")
    return _done(order)


@dataclass(frozen=True)
class Break:
    """How an order is broken, and the rule and place that must be named."""

    make: Callable[[Order], Broken]
    rule: str
    where: str


BREAKS = (
    Break(traceparent_stripped, "traceparent-stripped", HOP),
    Break(traceparent_not_injected, "traceparent-not-injected", HOP),
    Break(traceparent_not_extracted, "traceparent-not-extracted", HOP),
    Break(traceparent_malformed, "traceparent-malformed", HOP),
    Break(b3_for_w3c, "propagator-mismatch", HOP),
    Break(lost_in_thread_pool, "context-lost-in-thread", "inventory"),
    Break(lost_in_generator, "context-lost-in-generator", "inventory"),
    Break(sampled_flag_cleared, "sampled-flag-cleared", HOP),
    Break(exporter_dead, "exporter-unreachable", "inventory"),
    Break(exporter_wrong_port, "exporter-wrong-endpoint", "inventory"),
    Break(queue_overflow, "spans-dropped", "inventory"),
    Break(killed_before_flush, "killed-before-flush", "inventory"),
    Break(service_not_instrumented, "service-not-instrumented", HOP),
    Break(black_box_third_party, "black-box", LAST_HOP),
    Break(instrumented_twice, "instrumented-twice", "inventory"),
    Break(clock_off, "clock-skew", HOP),
    Break(wrong_service_name, "wrong-service-name", "inventory"),
    Break(span_never_ended, "span-never-ended", "inventory"),
    Break(wrong_parent, "wrong-parent", "inventory"),
    Break(baggage_lost, "baggage-lost", HOP),
    Break(baggage_leaked, "baggage-leaked", LAST_HOP),
    Break(ids_in_names, "ids-in-names", "inventory"),
    Break(secret_in_attribute, "secret-in-attribute", "inventory"),
)
# Other faces of some of them.
VARIANTS = (
    Break(call_dropped, "spans-dropped", "inventory"),
    Break(queue_overflow_without_log, "spans-dropped", "inventory"),
    Break(clock_off_with_slow_network, "clock-skew", HOP),
    Break(shared_service_name, "wrong-service-name", "inventory"),
    Break(misspelt_service_name, "wrong-service-name", "inventory"),
)
