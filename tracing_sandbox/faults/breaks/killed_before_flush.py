"""A process is killed with spans in its queue: what ended last is lost."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.own_pipeline import SENDING, send_by

# So many leave with the last batch before the end.
SENT_BEFORE = 4


def rare_batches() -> BatchSpanProcessor:
    """Send a batch every five seconds, as the SDK does when it is told nothing."""
    return BatchSpanProcessor(
        OTLPSpanExporter(), schedule_delay_millis=5000, max_export_batch_size=SENT_BEFORE
    )


def end_without_flush(processor: BatchSpanProcessor) -> None:
    """End as SIGKILL ends a process: what is in the queue is gone."""
    processor._batch_processor._queue.clear()
    processor.shutdown()


def end_with_flush(processor: BatchSpanProcessor) -> None:
    """End as a process does that catches SIGTERM and leaves by sys.exit: the queue is sent."""
    processor.shutdown()


def broken(call: Call) -> None:
    """Lose what has not left yet."""
    send_by(call, rare_batches, end_without_flush)


def mended(call: Call) -> None:
    """Lose none."""
    send_by(call, rare_batches, end_with_flush)


BROKEN = {SENDING: broken}
MENDED = {SENDING: mended}
MEND = (end_with_flush,)
