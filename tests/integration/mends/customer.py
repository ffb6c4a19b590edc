"""A customer who asks a service, and traces that: the caller in front of each copy."""

import time
from dataclasses import dataclass

import requests
from opentelemetry import baggage, propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from telemetry.client_span import note_callee
from tests.integration.mends.places import Place

ANSWER_S = 20
CHANNEL = {"app.channel": "page"}


@dataclass(frozen=True)
class Asked:
    """A request: its trace, and when it began and was over."""

    trace_id: str
    began_ns: int
    ended_ns: int


class Customer:
    """Asks one after the other, each time in a trace of its own."""

    def __init__(self, collector_url: str) -> None:
        self._provider = TracerProvider(resource=Resource({"service.name": "customer"}))
        exporter = OTLPSpanExporter(f"{collector_url}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("customer")

    def ask(self, place: Place, port: int) -> Asked:
        """Ask a copy as its place says, and read the whole answer."""
        method, path = place.request
        url = f"http://127.0.0.1:{port}{path}"
        entries = CHANNEL if place.channel else {}
        attributes = {"http.request.method": method, "url.full": url, **entries}
        began_ns = time.time_ns()
        span = self._tracer.start_span(
            method, Context(), kind=trace.SpanKind.CLIENT, attributes=attributes
        )
        assert isinstance(span, Span)
        with suppress_instrumentation():
            answer = requests.request(
                method, url, headers=headers_for(span, entries), timeout=ANSWER_S
            )
        span.set_attribute("http.response.status_code", answer.status_code)
        if place.listens:
            note_callee(span, answer.request, answer)
        span.end()
        assert answer.ok, f"{url}: {answer.text}"
        return Asked(trace.format_trace_id(span.context.trace_id), began_ns, time.time_ns())

    def leave(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def headers_for(span: Span, entries: dict[str, str]) -> dict[str, str]:
    """Write the context of a span, with some baggage."""
    context = trace.set_span_in_context(span, Context())
    for key, value in entries.items():
        context = baggage.set_baggage(key, value, context)
    headers: dict[str, str] = {}
    propagate.inject(headers, context)
    return headers
