"""Starts a system of three services, and asks its first one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.integration.forks import Forks
from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_ports

HERE = Path(__file__).parent
SYSTEMS = {
    "fastapi_httpx": (("gateway", "basket", "tax"), "/checkouts"),
    "flask_urllib3": (("web", "search", "index"), "/find"),
}
RUN = "test.run"
MODULES = (
    "fastapi",
    "flask",
    "httpx",
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.instrumentation.fastapi",
    "opentelemetry.instrumentation.flask",
    "opentelemetry.instrumentation.httpx",
    "opentelemetry.instrumentation.urllib3",
    "opentelemetry.propagators.b3",
    "opentelemetry.sdk.trace.export",
    "uvicorn",
)
# What many capture tells a header that did not arrive from one that was not read.
ENVIRONMENT = {
    "OTEL_SEMCONV_STABILITY_OPT_IN": "http",
    "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST": "traceparent,b3,x-b3-traceid",
}


@contextmanager
def started(forks: Forks, system: str, collector: str, run: str, broken: str = "") -> Iterator[str]:
    """Give the address of a system's entry; nothing of it runs afterwards.

    The resource of each of its spans names the run.
    """
    roles, path = SYSTEMS[system]
    *ports, between = free_ports(len(roles) + 1)
    # Each asks the next one; the last has nobody to ask.
    asked = [*ports[1:], 0]
    pids = []
    if broken == "stripped":
        pids.append(forks.start(HERE / "proxy.py", [str(between), str(ports[1])], {}))
        asked[0] = between
    for role, port, following in zip(roles, ports, asked, strict=True):
        arguments = [role, str(port), str(following), collector, broken or "healthy"]
        environment = {"OTEL_RESOURCE_ATTRIBUTES": f"{RUN}={run}"}
        pids.append(forks.start(HERE / f"{system}.py", arguments, environment))
    try:
        for port in ports:
            wait_until(lambda port=port: is_well(port), f"{system} at {port}")
        yield f"http://127.0.0.1:{ports[0]}{path}"
    finally:
        forks.end(pids)


def is_well(port: int) -> bool:
    """Tell whether a service answers."""
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).ok
    except requests.RequestException:
        return False
