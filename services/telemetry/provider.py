"""Sets up tracing for one service: resource, processors, export, propagation."""

import os
import sys
from importlib.metadata import entry_points
from urllib.parse import urlsplit

import requests
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.propagators import (
    TraceResponsePropagator,
    set_global_response_propagator,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    ConsoleSpanExporter,
    SpanExporter,
)

from telemetry.baggage import BaggageAttributes
from telemetry.defaults import set_defaults
from telemetry.logs import configure_logging

PROTOCOL = "http/protobuf"


def start_telemetry(service_name: str) -> None:
    """Start tracing for this process, once, before its first request.

    The SDK reads `OTEL_*`; `OTEL_SDK_DISABLED=true` leaves a provider that records nothing.
    W3C `traceparent`, `tracestate` and `baggage` are what the API propagates unless
    `OTEL_PROPAGATORS` says otherwise. A value that tracing cannot start with ends the process.
    """
    set_defaults(service_name)
    configure_logging(service_name)
    set_global_response_propagator(TraceResponsePropagator())  # type: ignore[no-untyped-call]
    try:
        check_propagators(os.environ.get("OTEL_PROPAGATORS", ""))
        trace.set_tracer_provider(build_provider())
    except ValueError as error:
        sys.exit(f"Tracing cannot start: {error} Look at the OTEL_* variables.")


def build_provider() -> TracerProvider:
    """Build the provider: baggage first, then the batch to the Collector."""
    provider = TracerProvider(resource=Resource.create())
    provider.add_span_processor(BaggageAttributes())
    for exporter in chosen_exporters(os.environ["OTEL_TRACES_EXPORTER"]):
        provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def check_propagators(names: str) -> None:
    """Raise ValueError for a propagator that is not installed.

    The API would raise it where it is imported first, in the midst of an instrumentation.
    """
    known = [found.name for found in entry_points(group="opentelemetry_propagator")]
    chosen = [name.strip() for name in names.split(",")] if names else []
    if any(name not in known and name.lower() != "none" for name in chosen):
        raise ValueError(
            f"OTEL_PROPAGATORS={names}: expected some of {', '.join(sorted(known))}, or none."
        )


def chosen_exporters(names: str) -> list[SpanExporter]:
    """Build the exporters that `OTEL_TRACES_EXPORTER` lists: otlp, console or none.

    Only the SDK's zero-code start reads this variable, and that start is not ours.
    Raises ValueError for another name.
    """
    kinds = {"otlp": otlp_exporter, "console": ConsoleSpanExporter}
    chosen = [name.strip() for name in names.split(",") if name.strip() not in ("", "none")]
    unknown = sorted(set(chosen) - set(kinds))
    if unknown:
        raise ValueError(
            f"OTEL_TRACES_EXPORTER names {', '.join(unknown)}: expected otlp, console or none."
        )
    return [kinds[name]() for name in chosen]


def otlp_exporter() -> SpanExporter:
    """Build the exporter to the Collector; ValueError for a protocol that we do not bring."""
    for key in ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"):
        protocol = os.environ.get(key)
        if protocol not in (None, "", PROTOCOL):
            raise ValueError(f"{key}={protocol}: expected {PROTOCOL}, on port 4318 as a rule.")
    return OTLPSpanExporter(session=direct_session() if is_near(endpoint()) else None)


def endpoint() -> str:
    """Return the address that the exporter will choose."""
    keys = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    return next((os.environ[key] for key in keys if os.environ.get(key)), "")


def is_near(address: str) -> bool:
    """Tell a Collector on this machine or in this network of containers from one far away."""
    host = urlsplit(address).hostname or ""
    return "." not in host or host.startswith("127.")


def direct_session() -> requests.Session:
    """Open a session that no proxy of the environment takes its spans from."""
    session = requests.Session()
    session.trust_env = False
    return session
