"""A server span names what its request brought, and never the value of a secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry import trace
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from telemetry.server_span import note_beginning, redact_query
from telemetry.traceparent import HEADER, settle_traceparent

TRACE, SPAN = "1" * 32, "2" * 16
GOOD = f"00-{TRACE}-{SPAN}-01"
tracer = trace.get_tracer(__name__)


@pytest.mark.parametrize(
    ("query", "recorded"),
    [
        ("", ""),
        ("quantity=2", "quantity=2"),
        ("token=x", "token=REDACTED"),
        ("access_token=x&quantity=2", "access_token=REDACTED&quantity=2"),
        ("API-Key=x", "API-Key=REDACTED"),
        ("apikey=x", "apikey=REDACTED"),
        ("%74oken=x", "%74oken=REDACTED"),
        ("Password=a=b", "Password=REDACTED"),
        ("X-Amz-Signature=x", "X-Amz-Signature=REDACTED"),
        ("key=x&monkey=y", "key=REDACTED&monkey=y"),
        ("session_id=x", "session_id=REDACTED"),
        ("code=x&barcode=y", "code=REDACTED&barcode=y"),
        ("q=1;password=hunter2", "q=1;password=REDACTED"),
        ("password=hun;ter2&q=1;x=2", "password=REDACTED&q=1;x=2"),
        ("token", "token"),
        ("&&=&", "&&=&"),
    ],
)
def test_secret_values_are_redacted(query: str, recorded: str) -> None:
    assert redact_query(query) == recorded


@given(st.text())
def test_query_without_an_equals_sign_is_recorded_as_it_is(query: str) -> None:
    query = query.replace("=", "")
    assert redact_query(query) == query


@given(st.text(), st.sampled_from("&;"), st.text(), st.uuids())
def test_secret_is_found_wherever_it_stands(
    before: str, separator: str, after: str, secret: object
) -> None:
    query = f"{before}{separator}token={secret}{separator}{after}"
    assert str(secret) not in redact_query(query)


def noted(exporter: InMemorySpanExporter, environ: dict[str, str]) -> dict[str, object]:
    """Return what is noted where a trace begins although this came; `OURS` is its own id."""
    with tracer.start_as_current_span("GET") as span:
        ours = trace.format_trace_id(span.get_span_context().trace_id)
        sent = {name: value.replace("OURS", ours) for name, value in environ.items()}
        settle_traceparent(sent)
        note_beginning(span, sent)
    return dict(exporter.get_finished_spans()[-1].attributes or {})


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, {}),
        ({HEADER: f"00-OURS-{SPAN}-01"}, {}),
        ({HEADER: GOOD}, {"app.traceparent.received": TRACE}),
        ({HEADER: GOOD, "HTTP_B3": f"{'3' * 32}-{SPAN}-1"}, {"app.traceparent.received": TRACE}),
        ({"HTTP_B3": f"{TRACE}-{SPAN}-1"}, {"app.b3.received": TRACE}),
        ({"HTTP_B3": f"{'A' * 32}-{SPAN}"}, {"app.b3.received": "a" * 32}),
        ({"HTTP_B3": f"{SPAN}-{SPAN}-1"}, {"app.b3.received": SPAN.zfill(32)}),
        ({"HTTP_X_B3_TRACEID": TRACE, "HTTP_X_B3_SPANID": SPAN}, {"app.b3.received": TRACE}),
        ({"HTTP_B3": f"OURS-{SPAN}-1"}, {}),
        ({"HTTP_B3": "0"}, {}),
        ({"HTTP_B3": "hello"}, {}),
        ({"HTTP_X_B3_TRACEID": "0" * 32}, {}),
        (
            {HEADER: "hello", "HTTP_B3": f"{TRACE}-{SPAN}-1"},
            {"app.traceparent.ignored": "'hello' is none: expected 00-TRACE_ID-SPAN_ID-01"},
        ),
    ],
)
def test_context_that_came_and_did_not_go_on_is_named(
    finished_spans: InMemorySpanExporter, environ: dict[str, str], expected: dict[str, object]
) -> None:
    assert noted(finished_spans, environ) == expected
