"""A service's exporter sends to where nobody listens."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.own_pipeline import SENDING, send_by


def send_to_nobody() -> BatchSpanProcessor:
    """Send to a port that was the Collector's once."""
    return BatchSpanProcessor(OTLPSpanExporter("http://127.0.0.1:9/v1/traces", timeout=1))


def send_to_collector() -> BatchSpanProcessor:
    """Send to the address that OTEL_EXPORTER_OTLP_ENDPOINT names for all services."""
    return BatchSpanProcessor(OTLPSpanExporter())


def broken(call: Call) -> None:
    """Lose all spans of the service."""
    send_by(call, send_to_nobody)


def mended(call: Call) -> None:
    """Lose none."""
    send_by(call, send_to_collector)


BROKEN = {SENDING: broken}
MENDED = {SENDING: mended}
MEND = (send_to_collector,)
