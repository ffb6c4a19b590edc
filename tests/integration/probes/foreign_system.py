"""A system that is not ours: `python foreign_system.py COLLECTOR PORT PORT PORT PORT`.

A front, in Flask with requests, asks one of three shelves for each path of its own. It knows
nothing of the sandbox: no request id, no `traceresponse`, no attribute of ours.
"""

import sys
from threading import Thread
from typing import Any

import flask
import requests
from opentelemetry import baggage
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, DEFAULT_ON, Sampler
from werkzeug.serving import make_server

COLLECTOR = sys.argv[1]
FRONT, SHELF, DEAF, QUIET = map(int, sys.argv[2:])
ANSWER_S = 5


class CopyBaggage(SpanProcessor):
    """Puts one entry of the baggage onto each span, under a name of its own."""

    def on_start(self, span: Any, parent_context: Any = None) -> None:
        """Copy it."""
        value = baggage.get_baggage("probe.id", parent_context)
        if value:
            span.set_attribute("carried", str(value))


class Stripping(requests.adapters.HTTPAdapter):
    """Sends without the headers of the trace, as some proxies do."""

    def send(self, request: Any, *arguments: Any, **named: Any) -> Any:
        """Take them off."""
        for name in ("traceparent", "baggage"):
            request.headers.pop(name, None)
        return super().send(request, *arguments, **named)


def provider(name: str, sampler: Sampler = DEFAULT_ON) -> TracerProvider:
    """Build the tracing of one service."""
    made = TracerProvider(sampler=sampler, resource=Resource({"service.name": name}))
    made.add_span_processor(CopyBaggage())
    exporter = OTLPSpanExporter(endpoint=f"{COLLECTOR}/v1/traces")
    made.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=200))
    return made


def serve(app: flask.Flask, port: int, tracing: TracerProvider) -> None:
    """Serve an app in a thread of its own."""
    FlaskInstrumentor().instrument_app(app, tracer_provider=tracing)
    server = make_server("127.0.0.1", port, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()


def shelf(name: str) -> flask.Flask:
    """Build a service that calls nobody."""
    app = flask.Flask(name)
    app.add_url_rule("/stock", "stock", lambda: {"left": 3})
    return app


def front() -> flask.Flask:
    """Build the service that calls the others."""
    app = flask.Flask("front")
    keeps, strips = requests.Session(), requests.Session()
    strips.mount("http://", Stripping())
    ways = {
        "keeps": (keeps, SHELF),
        "strips": (strips, SHELF),
        "deaf": (keeps, DEAF),
        "quiet": (keeps, QUIET),
    }

    @app.get("/<way>")
    def buy(way: str) -> Any:
        session, port = ways[way]
        return session.get(f"http://127.0.0.1:{port}/stock", timeout=ANSWER_S).json()

    return app


def main() -> None:
    """Serve all four until our parent hangs up."""
    tracing = provider("front")
    RequestsInstrumentor().instrument(tracer_provider=tracing)
    serve(front(), FRONT, tracing)
    serve(shelf("shelf"), SHELF, provider("shelf"))
    serve(shelf("deaf"), DEAF, provider("deaf", ALWAYS_ON))
    serve(shelf("quiet"), QUIET, provider("quiet", ALWAYS_OFF))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
