"""A service's exporter sends to where nobody listens.

It stands where the service hands over its ended spans.
"""

from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tracing_sandbox.faults.own_pipeline import SENDING, sent_by


def build_processor() -> BatchSpanProcessor:
    """Send to a port that was the Collector's once."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return BatchSpanProcessor(OTLPSpanExporter("http://127.0.0.1:9/v1/traces", timeout=1))


def mended_build_processor() -> BatchSpanProcessor:
    """Send to what OTEL_EXPORTER_OTLP_ENDPOINT names."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return BatchSpanProcessor(OTLPSpanExporter())


BROKEN = {SENDING: sent_by(build_processor)}
MENDED = {SENDING: sent_by(mended_build_processor)}
