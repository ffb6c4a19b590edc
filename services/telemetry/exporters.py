"""The exporters that `OTEL_TRACES_EXPORTER` and `OTEL_EXPORTER_OTLP_PROTOCOL` name."""

import os
from typing import Any
from urllib.parse import urlsplit

import requests
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SpanExporter

from telemetry.environment import endpoint, is_near, protocol

# gRPC asks the environment's proxy for any host, also for this one.
NO_GRPC_PROXY = (("grpc.enable_http_proxy", 0),)


def chosen_exporters() -> list[SpanExporter]:
    """Build the exporters that the environment lists: otlp, console or none.

    Only the SDK's zero-code start reads this variable, and that start is not ours.
    """
    kinds = {"otlp": otlp_exporter, "console": ConsoleSpanExporter}
    names = os.environ["OTEL_TRACES_EXPORTER"].split(",")
    return [kinds[name.strip()]() for name in names if name.strip() not in ("", "none")]


def otlp_exporter() -> SpanExporter:
    """Build the exporter to the Collector; no proxy stands before one that is near."""
    near = is_near(urlsplit(endpoint()).hostname or "")
    return grpc_exporter(near) if protocol() == "grpc" else http_exporter(near)


def grpc_exporter(near: bool) -> SpanExporter:
    """Build the exporter over gRPC, which is loaded only where it is chosen."""
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    # Its annotation knows texts alone; gRPC itself takes numbers too.
    options: Any = NO_GRPC_PROXY if near else None
    return OTLPSpanExporter(channel_options=options)


def http_exporter(near: bool) -> SpanExporter:
    """Build the exporter over HTTP."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter(session=open_session() if near else None)


def open_session() -> requests.Session:
    """Open a session that the environment tells no proxy."""
    session = requests.Session()
    session.trust_env = False
    return session
