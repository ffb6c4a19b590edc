"""A service's exporter speaks gRPC to the port at which the Collector takes HTTP."""

import os

from opentelemetry.sdk.trace.export import BatchSpanProcessor

from tracing_sandbox.faults.call import Call
from tracing_sandbox.faults.own_pipeline import SENDING, send_by


def speak_grpc() -> BatchSpanProcessor:
    """Take the exporter of the other protocol for the same address."""
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    address = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]
    return BatchSpanProcessor(OTLPSpanExporter(address, insecure=True, timeout=1))


def speak_http() -> BatchSpanProcessor:
    """Speak to port 4318 what is spoken there; gRPC goes to 4317."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return BatchSpanProcessor(OTLPSpanExporter())


def broken(call: Call) -> None:
    """Lose all spans of the service."""
    send_by(call, speak_grpc)


def mended(call: Call) -> None:
    """Lose none."""
    send_by(call, speak_http)


BROKEN = {SENDING: broken}
MENDED = {SENDING: mended}
MEND = (speak_http,)
