"""Another system that is not ours: web, search and index, in Flask, each asking by urllib3.

`python flask_urllib3.py ROLE PORT NEXT_PORT COLLECTOR BREAK`; a break is one mistake, made by hand.
"""

import sys
import time
from typing import Any

import flask
import opentelemetry.instrumentation.flask
import opentelemetry.sdk.trace
import urllib3
from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.urllib3 import URLLib3Instrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

ROLE, PORT, NEXT_PORT, COLLECTOR, BREAK = sys.argv[1:]
SIX_SECONDS = 6_000_000_000

app = flask.Flask(ROLE)
tracer = trace.get_tracer("finder")
asking = urllib3.PoolManager()


class Malformed(TraceContextTextMapPropagator):
    """Writes the header by hand, and the trace id too short."""

    def inject(self, carrier: Any, context: Any = None, setter: Any = None) -> None:
        found = trace.get_current_span(context).get_span_context()
        carrier["traceparent"] = f"00-{found.trace_id:032x}"[:-8] + f"-{found.span_id:016x}-01"


class Deaf(TraceContextTextMapPropagator):
    """Writes the header, and reads none."""

    def extract(self, carrier: Any, context: Any = None, getter: Any = None) -> Any:
        return context or Context()


def late() -> int:
    """Read a clock that is six seconds ahead."""
    return time.time_ns() + SIX_SECONDS


def trace_everything() -> None:
    """Set up the SDK and both instrumentations, with the mistake that this process makes."""
    name = "web" if BREAK == "shared-name" and ROLE == "search" else ROLE
    provider = TracerProvider(resource=Resource.create({"service.name": name}))
    exporter = OTLPSpanExporter(f"{COLLECTOR}/v1/traces", timeout=1)
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=100))
    trace.set_tracer_provider(provider)
    URLLib3Instrumentor().instrument()
    if BREAK == "not-extracted" and ROLE == "search":
        propagate.set_global_textmap(Deaf())
    if BREAK == "malformed" and ROLE == "web":
        propagate.set_global_textmap(Malformed())
    if BREAK == "clock-off" and ROLE == "search":
        opentelemetry.sdk.trace.time_ns = late
        opentelemetry.instrumentation.flask.time_ns = late
    if not (BREAK == "not-instrumented" and ROLE == "index"):
        FlaskInstrumentor().instrument_app(app, excluded_urls="healthz")


def ask_next(path: str) -> Any:
    """Ask the next service in the row."""
    return asking.request("GET", f"http://127.0.0.1:{NEXT_PORT}{path}", timeout=10).json()


@app.get("/healthz")
def healthz() -> Any:
    return {"status": "ok"}


@app.get("/find/<int:number>")
def find(number: int) -> Any:
    return {"found": ask_next(f"/search/{number}")}


@app.get("/search/<int:number>")
def search(number: int) -> Any:
    if BREAK == "never-ended":
        with trace.use_span(tracer.start_span("read query")):
            return {"hits": look_up(number)}
    with tracer.start_as_current_span("read query"):
        return {"hits": look_up(number)}


def look_up(number: int) -> Any:
    """Ask the index, and rank what it knows."""
    known = ask_next(f"/index/{number}")
    with tracer.start_as_current_span("rank"):
        return sorted(known["words"])


@app.get("/index/<int:number>")
def index(number: int) -> Any:
    with tracer.start_as_current_span("read index"):
        return {"words": ["tea", "cup", str(number)]}


trace_everything()
app.run("127.0.0.1", int(PORT), threaded=True)
