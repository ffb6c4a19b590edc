"""A service's exporter speaks gRPC to the port at which the Collector takes HTTP.

It stands where the service hands over its ended spans.
"""

import os

from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tracing_sandbox.faults.own_pipeline import SENDING, sent_by


def build_processor() -> BatchSpanProcessor:
    """Take the exporter for gRPC, and the address for HTTP."""
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    address = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]
    return BatchSpanProcessor(OTLPSpanExporter(address, insecure=True, timeout=1))


def mended_build_processor() -> BatchSpanProcessor:
    """Speak HTTP to port 4318; gRPC would go to 4317."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return BatchSpanProcessor(OTLPSpanExporter())


BROKEN = {SENDING: sent_by(build_processor)}
MENDED = {SENDING: sent_by(mended_build_processor)}
