"""What the headers of a call hold when they are written wrongly, and when they are mended."""

from collections.abc import Callable, Iterator

import pytest
from opentelemetry import baggage, context, propagate, trace
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from telemetry.traceparent import b3_trace_id, why_ignored
from tracing_sandbox.faults.breaks import (
    b3_for_w3c,
    baggage_lost,
    sampled_flag_cleared,
    traceparent_malformed,
    traceparent_stripped,
)

Headers = dict[str, str]


@pytest.fixture
def trace_id(finished_spans: InMemorySpanExporter) -> Iterator[str]:
    """The trace of a span that is current for the whole test, with an entry of baggage."""
    token = context.attach(baggage.set_baggage("app.channel", "page"))
    with trace.get_tracer("test").start_as_current_span("POST") as span:
        yield trace.format_trace_id(span.get_span_context().trace_id)
    context.detach(token)


def written(inject: Callable[[Headers], None]) -> Headers:
    headers: Headers = {}
    inject(headers)
    return headers


def received(headers: Headers) -> tuple[str, bool, object]:
    """Return which trace a callee goes on with, whether it records, and the baggage it has."""
    came = propagate.extract(headers)
    ids = trace.get_current_span(came).get_span_context()
    sampled = ids.trace_flags.sampled
    return trace.format_trace_id(ids.trace_id), sampled, baggage.get_baggage("app.channel", came)


NOTHING = "0" * 32


def test_malformed_header_is_no_traceparent_but_the_baggage_goes_on(trace_id: str) -> None:
    headers = written(traceparent_malformed.inject)

    assert trace_id.lstrip("0") in headers["traceparent"]
    assert why_ignored({headers["traceparent"]})
    assert received(headers) == (NOTHING, False, "page")


def test_b3_names_the_trace_and_is_not_understood(trace_id: str) -> None:
    headers = written(b3_for_w3c.inject)

    assert list(headers) == ["b3"]
    assert b3_trace_id({"HTTP_B3": headers["b3"]}) == trace_id
    assert received(headers) == (NOTHING, False, None)


def test_cleared_flag_keeps_the_trace_and_records_nothing(trace_id: str) -> None:
    assert received(written(sampled_flag_cleared.inject)) == (trace_id, False, "page")


def test_lost_baggage_leaves_the_trace_alone(trace_id: str) -> None:
    assert received(written(baggage_lost.inject)) == (trace_id, True, None)


@pytest.mark.parametrize(
    "scenario",
    [traceparent_malformed, b3_for_w3c, sampled_flag_cleared, baggage_lost],
    ids=lambda module: module.__name__.rpartition(".")[2],
)
def test_mended_headers_hold_the_whole_context(scenario: object, trace_id: str) -> None:
    assert received(written(scenario.mended_inject)) == (trace_id, True, "page")


def test_gateway_passes_on_what_it_knows_alone(trace_id: str) -> None:
    sent = {**written(propagate.inject), "X-Request-ID": "1", "X-Other": "2"}
    known = ("x-request-id",)

    stripped = traceparent_stripped.pass_on(sent, known)
    whole = traceparent_stripped.mended_pass_on(sent, known)

    assert stripped == {"X-Request-ID": "1"}
    assert received(whole) == (trace_id, True, "page")
    assert "X-Other" not in whole
