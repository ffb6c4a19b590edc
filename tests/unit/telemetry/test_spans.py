"""The domain's spans: which errors mark them, and where an exception is recorded."""

import pytest
from opentelemetry import baggage, context, propagate, trace
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from telemetry.baggage import with_baggage, without_baggage
from telemetry.spans import current_trace_id, domain_span, record_exception, set_attributes
from web.edge.problem import Problem, ProblemError

tracer = trace.get_tracer(__name__)


def test_domain_span_carries_its_attributes(finished_spans: InMemorySpanExporter) -> None:
    with domain_span("check_stock", {"app.product.sku": "TEA"}):
        set_attributes({"app.stock.on_hand": 5})
    (span,) = finished_spans.get_finished_spans()
    assert (span.name, dict(span.attributes or {}), span.status.status_code) == (
        "check_stock",
        {"app.product.sku": "TEA", "app.stock.on_hand": 5},
        StatusCode.UNSET,
    )


@pytest.mark.parametrize(
    ("error", "code", "type_name"),
    [
        (ValueError("wrong"), StatusCode.ERROR, "ValueError"),
        (ProblemError(Problem(503, "down", "wrong")), StatusCode.ERROR, "ProblemError"),
        (ProblemError(Problem(409, "out-of-stock", "wrong")), StatusCode.UNSET, None),
    ],
)
def test_error_that_leaves_a_domain_span_marks_it(
    finished_spans: InMemorySpanExporter, error: Exception, code: StatusCode, type_name: str | None
) -> None:
    with pytest.raises(type(error)), domain_span("check_stock"):
        raise error
    (span,) = finished_spans.get_finished_spans()
    assert (span.status.status_code, (span.attributes or {}).get("error.type")) == (code, type_name)
    assert span.events == ()


def test_exception_is_recorded_on_the_current_span(finished_spans: InMemorySpanExporter) -> None:
    with tracer.start_as_current_span("server"):
        record_exception(ValueError("wrong"))
    (span,) = finished_spans.get_finished_spans()
    assert [event.name for event in span.events] == ["exception"]


def test_trace_id_is_empty_outside_any_trace(finished_spans: InMemorySpanExporter) -> None:
    assert current_trace_id() == ""
    with tracer.start_as_current_span("x") as span:
        assert current_trace_id() == f"{span.get_span_context().trace_id:032x}"


def test_only_the_allowed_baggage_becomes_attributes(finished_spans: InMemorySpanExporter) -> None:
    carried = {"app.channel": "api", "sandbox.scenario": "slow", "user.email": "a@b.c"}
    parent = context.get_current()
    for key, value in carried.items():
        parent = baggage.set_baggage(key, value, parent)
    with tracer.start_as_current_span("x", context=parent):
        pass
    (span,) = finished_spans.get_finished_spans()
    assert dict(span.attributes or {}) == {"app.channel": "api"}


def test_baggage_of_ours_stands_in_place_of_the_callers_and_ends_with_its_block() -> None:
    token = context.attach(baggage.set_baggage("app.channel", "theirs"))
    try:
        with with_baggage("app.channel", "api"):
            inside = injected()["baggage"]
        assert (inside, injected()["baggage"]) == ("app.channel=api", "app.channel=theirs")
    finally:
        context.detach(token)


def test_nothing_of_the_baggage_is_sent_from_within_without_baggage(
    finished_spans: InMemorySpanExporter,
) -> None:
    token = context.attach(baggage.set_baggage("app.channel", "api"))
    try:
        with tracer.start_as_current_span("x"):
            assert sorted(injected()) == ["baggage", "traceparent"]
            with without_baggage():
                assert sorted(injected()) == ["traceparent"]
            assert sorted(injected()) == ["baggage", "traceparent"]
    finally:
        context.detach(token)


def injected() -> dict[str, str]:
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier
