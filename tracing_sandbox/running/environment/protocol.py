"""Which of the Collector's two ports the services are sent to."""

import os

from tracing_sandbox.settings import Settings


def otlp_port(settings: Settings) -> int:
    """Return the Collector's port for the protocol that the services are told to speak."""
    keys = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
    protocol = next((os.environ[key] for key in keys if os.environ.get(key)), "")
    return settings.otlp_grpc_port if protocol == "grpc" else settings.otlp_http_port
