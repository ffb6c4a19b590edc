"""The queue of the batch processor is too short for how long an export takes: spans are dropped."""

import time
from collections.abc import Sequence

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.own_pipeline import SENDING, send_by

EXPORT_S = 0.4


class FarExporter(OTLPSpanExporter):
    """Sends to a Collector that is far away."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send a batch, in the time that it takes."""
        time.sleep(EXPORT_S)
        return super().export(spans)


def short_queue() -> BatchSpanProcessor:
    """Keep four spans at most, as OTEL_BSP_MAX_QUEUE_SIZE=4 does."""
    return BatchSpanProcessor(FarExporter(), max_queue_size=4, max_export_batch_size=4)


def long_queue() -> BatchSpanProcessor:
    """Keep as many as come while batches are on their way."""
    return BatchSpanProcessor(FarExporter(), max_queue_size=8192, max_export_batch_size=512)


def broken(call: Call) -> None:
    """Lose what comes while a batch is on its way."""
    send_by(call, short_queue)


def mended(call: Call) -> None:
    """Lose none."""
    send_by(call, long_queue)


BROKEN = {SENDING: broken}
MENDED = {SENDING: mended}
MEND = (long_queue,)
