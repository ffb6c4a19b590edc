"""The queue of the batch processor is too short for how long an export takes: spans are dropped.

It stands where the service hands over its ended spans, and sends them to a Collector far away.
"""

import time
from collections.abc import Callable, Sequence
from functools import wraps

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from tracing_sandbox.faults.call import Around
from tracing_sandbox.faults.own_pipeline import SENDING, sent_by

EXPORT_S = 0.4


def build_processor(exporter: SpanExporter) -> BatchSpanProcessor:
    """Keep two spans at most: OTEL_BSP_MAX_QUEUE_SIZE=2."""
    return BatchSpanProcessor(exporter, max_queue_size=2, max_export_batch_size=2)


def mended_build_processor(exporter: SpanExporter) -> BatchSpanProcessor:
    """Keep as many as may come while a batch is on its way: OTEL_BSP_MAX_QUEUE_SIZE=8192."""
    return BatchSpanProcessor(exporter, max_queue_size=8192, max_export_batch_size=512)


class FarExporter(OTLPSpanExporter):
    """Sends to a Collector that is far away."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send a batch, in the time that it takes."""
        time.sleep(EXPORT_S)
        return super().export(spans)


def far_away(build: Callable[[SpanExporter], BatchSpanProcessor]) -> Around:
    """Send by a queue and to somebody far away."""
    return wraps(build)(sent_by(lambda: build(FarExporter())))


BROKEN = {SENDING: far_away(build_processor)}
MENDED = {SENDING: far_away(mended_build_processor)}
