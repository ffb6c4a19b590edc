"""A process is killed with spans in its queue: what ended last is lost.

It stands where the service hands over its ended spans, and ends after the request.
"""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._shared_internal import BatchExportStrategy
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tracing_sandbox.faults.own_pipeline import SENDING, closed_by

# So many leave with the last batch before the end.
SENT_BEFORE = 4


def end(processor: BatchSpanProcessor) -> None:
    """End as SIGKILL and os._exit end a process between two batches: the queue is gone."""
    whole_batches = BatchExportStrategy.EXPORT_WHILE_BATCH_EXCEEDS_THRESHOLD
    processor._batch_processor._export(whole_batches)
    processor._batch_processor._queue.clear()
    processor.shutdown()


def mended_end(processor: BatchSpanProcessor) -> None:
    """Send the queue before the end: call it by `atexit`, and on SIGTERM leave by sys.exit."""
    processor.shutdown()


def rare_batches() -> BatchSpanProcessor:
    """Send a batch every five seconds, as the SDK does when it is told nothing."""
    return BatchSpanProcessor(
        OTLPSpanExporter(), schedule_delay_millis=5000, max_export_batch_size=SENT_BEFORE
    )


BROKEN = {SENDING: closed_by(end, rare_batches)}
MENDED = {SENDING: closed_by(mended_end, rare_batches)}
