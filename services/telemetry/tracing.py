"""Starts tracing for one service: whose spans they are, how they leave, and where to."""

from opentelemetry import trace
from opentelemetry.instrumentation.propagators import (
    TraceResponsePropagator,
    set_global_response_propagator,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider

from telemetry.baggage import BaggageAttributes
from telemetry.environment import naming_the_cause, set_defaults
from telemetry.exporters import chosen_exporters
from telemetry.ledger import Ledger
from telemetry.rehearsal import SpansOfRequests


def start_tracing(service_name: str) -> None:
    """Start tracing for this process, once, before anything is instrumented.

    The SDK reads `OTEL_*`; `OTEL_SDK_DISABLED=true` leaves a provider that records nothing.
    W3C `traceparent`, `tracestate` and `baggage` go with every call unless `OTEL_PROPAGATORS` says
    otherwise, and each answer names its trace in `traceresponse`.
    """
    set_defaults(service_name)
    with naming_the_cause():
        trace.set_tracer_provider(build_provider())
    set_global_response_propagator(TraceResponsePropagator())  # type: ignore[no-untyped-call]


def build_provider() -> TracerProvider:
    """Build what makes spans: resource, processors, exporters."""
    # The resource says which process it was: service name, instance, SDK, OTEL_RESOURCE_ATTRIBUTES.
    provider = TracerProvider(resource=Resource.create())
    provider.add_span_processor(BaggageAttributes())
    provider.add_span_processor(Ledger())
    for exporter in chosen_exporters():
        # A batch leaves in the background: no request waits for the Collector.
        provider.add_span_processor(SpansOfRequests(exporter))
    return provider
