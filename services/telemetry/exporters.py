"""The exporters that `OTEL_TRACES_EXPORTER` and `OTEL_EXPORTER_OTLP_PROTOCOL` name."""

import os
from urllib.parse import urlsplit

from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SpanExporter

from telemetry.environment import endpoint, is_near, protocol


def chosen_exporters() -> list[SpanExporter]:
    """Build the exporters that the environment lists: otlp, console or none.

    Only the SDK's zero-code start reads this variable, and that start is not ours.
    """
    kinds = {"otlp": otlp_exporter, "console": ConsoleSpanExporter}
    names = os.environ["OTEL_TRACES_EXPORTER"].split(",")
    return [kinds[name.strip()]() for name in names if name.strip() not in ("", "none")]


def otlp_exporter() -> SpanExporter:
    """Build the exporter to the Collector; gRPC is loaded only where it is chosen."""
    go_past_proxies(endpoint())
    if protocol() == "grpc":
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import (
            OTLPSpanExporter as GrpcSpanExporter,
        )

        return GrpcSpanExporter()
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter()


def go_past_proxies(address: str) -> None:
    """Let no proxy of the environment take spans from a Collector that is near."""
    host = urlsplit(address).hostname or ""
    spared = (os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or "").split(",")
    if is_near(host) and not {host, "*"} & set(spared):
        os.environ["no_proxy"] = ",".join(filter(None, [*spared, host]))
