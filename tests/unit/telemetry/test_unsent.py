"""Spans of a rehearsal are made as all are, and sent to nobody."""

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from telemetry.rehearsal import SpansOfRequests, unsent


def test_spans_of_a_rehearsal_are_recorded_and_not_sent() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SpansOfRequests(exporter))
    tracer = provider.get_tracer("test")
    with unsent(), tracer.start_as_current_span("rehearsed") as rehearsed:
        assert rehearsed.is_recording()
    with tracer.start_as_current_span("requested"):
        pass
    provider.force_flush()
    assert [span.name for span in exporter.get_finished_spans()] == ["requested"]
    provider.shutdown()
