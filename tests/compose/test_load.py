"""Locust's container sends shoppers, and each of their orders has its whole trace."""

import json

from tests.compose.container_sandbox import ContainerSandbox
from tests.e2e.traces_of import wait_for_whole_traces
from tracing_sandbox.traces.jaeger.client import JaegerClient

SHOPPING = ("--headless", "-u", "5", "-r", "5", "-t", "10s", "--trace-log", "/dev/stdout")


def test_every_order_of_the_shoppers_has_its_whole_trace(
    containers: ContainerSandbox, jaeger: JaegerClient
) -> None:
    finished = containers.try_compose("run", "--rm", "--no-deps", "locust", *SHOPPING)
    lines = [json.loads(line) for line in finished.stdout.splitlines() if line.startswith("{")]
    traces = wait_for_whole_traces(jaeger, [line["trace_id"] for line in lines])
    assert finished.returncode == 0, finished.stdout
    assert {line["status"] for line in lines} <= {201, 409}
    assert len(traces) == len(lines) > 0
