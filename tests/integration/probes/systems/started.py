"""Starts a system of three services, and asks its first one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_ports

HERE = Path(__file__).parent
SYSTEMS = {
    "fastapi_httpx": (("gateway", "basket", "tax"), "/checkouts"),
    "flask_urllib3": (("web", "search", "index"), "/find"),
}
RUN = "test.run"
# What many capture: it tells a header that did not arrive from one that was not read.
CAPTURED = {
    "OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST": "traceparent,b3,x-b3-traceid"
}


@contextmanager
def started(system: str, collector: str, run: str, broken: str = "") -> Iterator[str]:
    """Give the address of a system's entry; nothing of it runs afterwards.

    The resource of each of its spans names the run.
    """
    roles, path = SYSTEMS[system]
    *ports, between = free_ports(len(roles) + 1)
    row = [*ports]
    processes = []
    if broken == "stripped":
        processes.append(start_proxy(between, ports[1]))
        row[1] = between
    processes += [
        start(system, role, [ports[place], *row[place + 1 : place + 2]], collector, run, broken)
        for place, role in enumerate(roles)
    ]
    try:
        for port in ports:
            wait_until(lambda port=port: is_well(port), f"{system} at {port}")
        yield f"http://127.0.0.1:{ports[0]}{path}"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


def start(
    system: str, role: str, ports: list[int], collector: str, run: str, broken: str
) -> "subprocess.Popen[bytes]":
    """Start one service; the last one has nobody to ask."""
    port, *following = map(str, ports)
    arguments = [role, port, *(following or ["0"]), collector, broken or "healthy"]
    return subprocess.Popen(
        [sys.executable, str(HERE / f"{system}.py"), *arguments],
        env={
            **os.environ,
            "OTEL_SEMCONV_STABILITY_OPT_IN": "http",
            **CAPTURED,
            "OTEL_RESOURCE_ATTRIBUTES": f"{RUN}={run}",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def start_proxy(port: int, next_port: int) -> "subprocess.Popen[bytes]":
    """Start the proxy, which stands before the second service."""
    return subprocess.Popen([sys.executable, str(HERE / "proxy.py"), str(port), str(next_port)])


def is_well(port: int) -> bool:
    """Tell whether a service answers."""
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).ok
    except requests.RequestException:
        return False
