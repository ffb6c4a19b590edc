"""A system that is not ours: gateway, basket and tax, in FastAPI, each asking the next by httpx.

`python fastapi_httpx.py ROLE PORT NEXT_PORT COLLECTOR BREAK`; a break is one mistake, made by hand.
"""

import asyncio
import http.client
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.propagators.b3 import B3SingleFormat
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

ROLE, PORT, NEXT_PORT, COLLECTOR, BREAK = sys.argv[1:]
NEXT = {"gateway": "/baskets/{number}", "basket": "/tax/{number}"}
DEAD = "http://127.0.0.1:9"

app = FastAPI()
tracer = trace.get_tracer("shop")
pool = ThreadPoolExecutor(2)


def trace_everything() -> None:
    """Set up the SDK and both instrumentations, with the mistake that this process makes."""
    provider = TracerProvider(resource=Resource.create({"service.name": ROLE}))
    collector = DEAD if BREAK == "exporter-dead" and ROLE == "basket" else COLLECTOR
    exporter = OTLPSpanExporter(f"{collector}/v1/traces", timeout=1)
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=100))
    trace.set_tracer_provider(provider)
    HTTPXClientInstrumentor().instrument()
    if BREAK == "b3-for-w3c" and ROLE == "gateway":
        propagate.set_global_textmap(B3SingleFormat())
    FastAPIInstrumentor.instrument_app(app, exclude_spans=["receive", "send"])
    if BREAK == "instrumented-twice" and ROLE == "basket":
        app.add_middleware(OpenTelemetryMiddleware, exclude_spans=["receive", "send"])


async def ask_next(number: int) -> Any:
    """Ask the next service in the row."""
    address = f"http://127.0.0.1:{NEXT_PORT}{NEXT[ROLE].format(number=number)}"
    if BREAK == "not-injected" and ROLE == "gateway":
        return await asyncio.to_thread(ask_bare, address)
    async with httpx.AsyncClient(timeout=10) as client:
        return (await client.get(address)).json()


def ask_bare(address: str) -> Any:
    """Ask with a client that nobody has instrumented."""
    host, _, path = address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request("GET", f"/{path}")
    return json.loads(connection.getresponse().read())


def add_up(number: int) -> int:
    """Do some work of the domain."""
    with tracer.start_as_current_span("add up"):
        return sum(range(number + 1000))


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/checkouts/{number}")
async def checkout(number: int) -> Any:
    return {"basket": await ask_next(number)}


@app.get("/baskets/{number}")
async def basket(number: int) -> Any:
    if BREAK == "thread-pool":
        total = await asyncio.wrap_future(pool.submit(add_up, number))
    else:
        total = add_up(number)
    if BREAK == "secret":
        trace.get_current_span().set_attribute("db.password", "correct horse battery")
    return {"total": total, "tax": await ask_next(number)}


@app.get("/tax/{number}")
async def tax(number: int) -> Any:
    name = f"tax of basket {number}" if BREAK == "ids-in-names" else "tax of basket"
    with tracer.start_as_current_span(name, attributes={"basket.number": number}):
        return {"tax": number // 5}


trace_everything()
uvicorn.run(app, host="127.0.0.1", port=int(PORT), log_level="warning")
