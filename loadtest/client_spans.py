"""The generator's own spans: a trace for each journey, which begins when the visitor meant to."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import gevent
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from loadtest.otel_settings import names_endpoint
from tracing_sandbox.load.planning.arrivals import MOST_ARRIVALS
from tracing_sandbox.traces.direct import DirectSession

SERVICE = "loadgen"
WAIT = "wait"
# A journey of two requests has a root, and a wait and a request twice.
SPANS_PER_JOURNEY = 5
SCHEDULE_DELAY_MS = 200
# No arrival waits longer than it takes to write so many spans: about 30 us each.
BATCH_SPANS = 64
FLUSH_S = 5.0


def build_provider() -> TracerProvider:
    """Build what makes the generator's spans: its own, so that nothing of Locust's is traced.

    The SDK reads `OTEL_SDK_DISABLED`, `OTEL_TRACES_SAMPLER` and where an exporter sends to.
    """
    provider = TracerProvider(
        resource=Resource.create({"service.name": SERVICE}), shutdown_on_exit=False
    )
    provider.add_span_processor(
        BatchSpanProcessor(
            OTLPSpanExporter(endpoint=default_endpoint(), session=DirectSession()),
            max_queue_size=MOST_ARRIVALS * SPANS_PER_JOURNEY,
            schedule_delay_millis=SCHEDULE_DELAY_MS,
            max_export_batch_size=BATCH_SPANS,
        )
    )
    return provider


def default_endpoint() -> str | None:
    """Return where the sandbox's Collector is; None where the environment names another one."""
    if names_endpoint():
        return None
    port = os.environ.get("SANDBOX_OTLP_HTTP_PORT") or 4318
    return f"http://127.0.0.1:{port}/v1/traces"


class ClientTracing:
    """Begins the traces of journeys, and sends them."""

    def __init__(self, provider: TracerProvider, shop_url: str, host: str, port: int) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(SERVICE)
        self._shop = Shop(shop_url, {"server.address": host, "server.port": port})

    def begin(self, journey: str, intended_ns: int) -> "JourneyTrace":
        """Begin a journey's trace."""
        root = self._tracer.start_span(
            journey, context=Context(), kind=SpanKind.INTERNAL, start_time=intended_ns
        )
        return JourneyTrace(self._tracer, root, self._shop)

    def flush(self) -> None:
        """Send what is left; a Collector that does not answer gets a few seconds."""
        with gevent.Timeout(FLUSH_S, False):
            self._provider.shutdown()


@dataclass(frozen=True)
class Shop:
    """Where requests go, as their spans say it."""

    url: str
    attributes: Mapping[str, str | int]


@dataclass(frozen=True)
class JourneyTrace:
    """The spans of one journey: waits and requests, end to end from root's start to its end."""

    tracer: Tracer
    root: Span
    shop: Shop

    @property
    def trace_id(self) -> str:
        """Return its id in hex; empty where tracing is off."""
        context = self.root.get_span_context()
        return f"{context.trace_id:032x}" if context.is_valid else ""

    def wait(self, intended_ns: int, sent_ns: int) -> None:
        """Show how long a request had to wait for the generator."""
        self._start(WAIT, SpanKind.INTERNAL, intended_ns).end(sent_ns)

    def send(self, method: str, path: str, sent_ns: int) -> "RequestSpan":
        """Begin the span of a request."""
        attributes = {
            "http.request.method": method,
            "url.full": f"{self.shop.url}{path}",
            **self.shop.attributes,
        }
        return RequestSpan(self._start(method, SpanKind.CLIENT, sent_ns, attributes))

    def end(self, ended_ns: int, error: str | None) -> None:
        """End the journey; it has failed where one of its requests has."""
        if error:
            self.root.set_attribute("error.type", error)
            self.root.set_status(Status(StatusCode.ERROR))
        self.root.end(ended_ns)

    def _start(
        self,
        name: str,
        kind: SpanKind,
        start_ns: int,
        attributes: Mapping[str, str | int] | None = None,
    ) -> Span:
        context = set_span_in_context(self.root, Context())
        return self.tracer.start_span(name, context, kind, attributes, start_time=start_ns)


@dataclass(frozen=True)
class RequestSpan:
    """The span of one request."""

    span: Span

    @property
    def span_id(self) -> str:
        """Return its id in hex; empty where tracing is off."""
        context = self.span.get_span_context()
        return f"{context.span_id:016x}" if context.is_valid else ""

    @property
    def sampled(self) -> bool:
        """Tell whether it will be sent."""
        return self.span.get_span_context().trace_flags.sampled

    def headers(self) -> dict[str, str]:
        """Write the header that lets the shop go on with the trace."""
        headers: dict[str, str] = {}
        TraceContextTextMapPropagator().inject(headers, set_span_in_context(self.span, Context()))
        return headers

    def end(self, finished_ns: int, status: int, failure: str | None) -> None:
        """End it with the answer's status, or with what kept an answer from coming.

        Of a client, all answers from 400 on are errors.
        """
        if status:
            self.span.set_attribute("http.response.status_code", status)
        error = failure or (str(status) if status >= 400 else None)
        if error:
            self.span.set_attribute("error.type", error)
            self.span.set_status(Status(StatusCode.ERROR))
        self.span.end(finished_ns)
