"""Traces as hypothesis draws them: any shape, sane or not."""

from hypothesis import strategies as st

from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

TRACE_ID = "feedfacefeedfacefeedfacefeedface"
BASE_NS = 1_750_000_000_000_000_000
KINDS = ("internal", "server", "client", "producer", "consumer")


@st.composite
def any_traces(draw: st.DrawFn, most: int = 14) -> Trace:
    """A trace of up to 14 spans; parents may be missing, later, in cycles, ids may be doubled."""
    count = draw(st.integers(1, most))
    spans = []
    for number in range(count):
        start = draw(st.integers(0, 60))
        parent = draw(st.one_of(st.none(), st.integers(0, count + 1)))
        spans.append(
            Span(
                trace_id=TRACE_ID,
                span_id=f"{draw(st.sampled_from([number, number, number, 0])) + 1:016x}",
                parent_id=None if parent is None else f"{parent + 1:016x}",
                service=draw(st.sampled_from("ab")),
                name=draw(st.sampled_from("xyz")),
                kind=draw(st.sampled_from(KINDS)),
                start_ns=BASE_NS + start * draw(st.sampled_from([1, 100_000_000])),
                end_ns=BASE_NS + start * 100_000_000 + draw(st.integers(0, 60)) * 100_000_000,
                error=draw(st.booleans()),
            )
        )
    return Trace(TRACE_ID, tuple(spans))


@st.composite
def nested_traces(draw: st.DrawFn, most: int = 14) -> Trace:
    """A trace as sane programs make them: one root, every child within its parent."""
    count = draw(st.integers(1, most))
    windows = [(0, draw(st.integers(0, 10_000_000_000)))]
    spans = []
    for number in range(count):
        parent = draw(st.integers(0, number - 1)) if number else None
        if parent is not None:
            start, end = sorted(draw(st.integers(*windows[parent])) for _ in range(2))
            windows.append((start, end))
        spans.append(
            Span(
                trace_id=TRACE_ID,
                span_id=f"{number + 1:016x}",
                parent_id=None if parent is None else f"{parent + 1:016x}",
                service=draw(st.sampled_from("ab")),
                name=draw(st.sampled_from("xyz")),
                kind=draw(st.sampled_from(KINDS)),
                start_ns=BASE_NS + windows[number][0],
                end_ns=BASE_NS + windows[number][1],
                error=draw(st.booleans()),
            )
        )
    return Trace(TRACE_ID, tuple(spans))
