"""Each local root says how many spans began under it in its process."""

import gc
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest
from opentelemetry import context, trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, TraceIdRatioBased

from telemetry.ledger import BEGAN, Ledger

CALLER = trace.SpanContext(
    trace_id=1, span_id=2, is_remote=True, trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED)
)


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> trace.Tracer:
    return counting(exporter).get_tracer("test")


def counting(exporter: InMemorySpanExporter, **options: object) -> TracerProvider:
    provider = TracerProvider(shutdown_on_exit=False, **options)
    provider.add_span_processor(Ledger())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider


def counts(exporter: InMemorySpanExporter) -> dict[str, object]:
    """What each span says that began, by name."""
    return {span.name: said(span) for span in exporter.get_finished_spans()}


def said(span: ReadableSpan) -> object:
    return (span.attributes or {}).get(BEGAN)


def test_root_counts_what_began_under_it_and_itself(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    with tracer.start_as_current_span("root"):
        with tracer.start_as_current_span("step"), tracer.start_as_current_span("query"):
            pass
        with tracer.start_as_current_span("call"):
            pass
    assert counts(exporter) == {"root": 4, "step": None, "query": None, "call": None}


def test_child_of_another_process_is_a_root_of_its_own(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    received = trace.set_span_in_context(trace.NonRecordingSpan(CALLER))
    with (
        tracer.start_as_current_span("caller"),
        tracer.start_as_current_span("server", context=received),
        tracer.start_as_current_span("query"),
    ):
        pass
    assert counts(exporter) == {"caller": 1, "server": 2, "query": None}


def test_span_that_never_ended_is_counted(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    with tracer.start_as_current_span("root"):
        tracer.start_span("never ended")
    assert counts(exporter) == {"root": 2}


def test_child_of_a_child_that_has_ended_is_counted(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    with tracer.start_as_current_span("root"):
        with tracer.start_as_current_span("ended") as ended:
            pass
        tracer.start_span("late", context=trace.set_span_in_context(ended)).end()
    assert counts(exporter) == {"root": 3, "ended": None, "late": None}


def test_span_that_begins_after_its_root_has_ended_is_not_counted(
    tracer: trace.Tracer, exporter: InMemorySpanExporter, caplog: pytest.LogCaptureFixture
) -> None:
    with tracer.start_as_current_span("root"):
        after = context.get_current()
    tracer.start_span("job", context=after).end()
    assert (counts(exporter), caplog.messages) == ({"root": 1, "job": None}, [])


def test_spans_of_many_threads_are_all_counted(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    with tracer.start_as_current_span("root"), ThreadPoolExecutor(8) as pool:
        for _ in range(2000):
            pool.submit(copy_context().run, lambda: tracer.start_span("step").end())
    assert counts(exporter)["root"] == 2001


def test_roots_side_by_side_keep_their_counts_apart(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    first = tracer.start_span("first")
    second = tracer.start_span("second")
    tracer.start_span("step", context=trace.set_span_in_context(second)).end()
    first.end()
    second.end()
    assert counts(exporter) == {"first": 1, "second": 2, "step": None}


@pytest.mark.parametrize("ended", [True, False])
def test_nothing_is_kept_of_spans_that_nobody_holds(ended: bool) -> None:
    ledger = Ledger()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(ledger)
    tracer = provider.get_tracer("test")
    for _ in range(100):
        root = tracer.start_span("root")
        child = tracer.start_span("step", context=trace.set_span_in_context(root))
        if ended:
            child.end()
            root.end()
    del root, child
    gc.collect()
    assert len(ledger._accounts) == 0


@pytest.mark.parametrize("sampler", [ALWAYS_OFF, TraceIdRatioBased(0)])
def test_trace_that_is_not_sampled_is_left_alone(
    exporter: InMemorySpanExporter, sampler: object
) -> None:
    tracer = counting(exporter, sampler=sampler).get_tracer("test")
    with tracer.start_as_current_span("root"), tracer.start_as_current_span("step"):
        pass
    assert counts(exporter) == {}


def test_span_under_ids_alone_is_no_root_and_harms_nothing(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    with tracer.start_as_current_span("root") as root:
        ids = trace.NonRecordingSpan(root.get_span_context())
        tracer.start_span("step", context=trace.set_span_in_context(ids)).end()
    assert counts(exporter) == {"root": 1, "step": None}
