"""A client span says of the callee's trace only what is not as it should be."""

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from requests import PreparedRequest, Response

from telemetry.client_span import note_callee

OTHER = "1" * 32


def noted(traceresponse: str | None, provider: TracerProvider | None = None) -> dict[str, object]:
    """Return what is noted of an answer; `OURS` in its header stands for our trace id."""
    tracer = (provider or TracerProvider(shutdown_on_exit=False)).get_tracer("test")
    with tracer.start_as_current_span("GET") as span:
        ours = trace.format_trace_id(span.get_span_context().trace_id)
        response = Response()
        if traceresponse is not None:
            response.headers["traceresponse"] = traceresponse.replace("OURS", ours)
        note_callee(span, PreparedRequest(), response)
    return dict(getattr(span, "attributes", {}))


@pytest.mark.parametrize("flags", ["01", "03"])
def test_callee_that_goes_on_with_our_trace_is_not_mentioned(flags: str) -> None:
    assert noted(f"00-OURS-{'2' * 16}-{flags}") == {}


@pytest.mark.parametrize(
    ("traceresponse", "expected"),
    [
        (f"00-{OTHER}-{'2' * 16}-01", {"app.callee.trace_id": OTHER}),
        (f"00-OURS-{'2' * 16}-00", {"app.callee.sampled": False}),
        (f"00-OURS-{'2' * 16}-02", {"app.callee.sampled": False}),
        (
            f"00-{OTHER}-{'2' * 16}-00",
            {"app.callee.trace_id": OTHER, "app.callee.sampled": False},
        ),
        (None, {"app.callee.untraced": True}),
        ("", {"app.callee.untraced": True}),
        ("OURS", {"app.callee.untraced": True}),
        (f"00-{'0' * 32}-{'2' * 16}-01", {"app.callee.untraced": True}),
    ],
)
def test_callee_is_noted_where_it_does_not_go_on_as_we_do(
    traceresponse: str | None, expected: dict[str, object]
) -> None:
    assert noted(traceresponse) == expected


def test_nothing_is_noted_on_a_trace_that_is_not_sampled() -> None:
    assert noted(None, TracerProvider(shutdown_on_exit=False, sampler=ALWAYS_OFF)) == {}
