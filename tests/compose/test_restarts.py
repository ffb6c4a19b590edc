"""No span is lost when the Collector or Jaeger go away under traffic and come back."""

import time

from tests.compose.container_sandbox import ContainerSandbox
from tests.e2e.traces_of import wait_for_whole_traces
from tests.traffic import Traffic
from tests.waiting import wait_until
from tracing_sandbox.expected_edges import edges_of, expected_edges
from tracing_sandbox.traces.jaeger.client import JaegerClient


def wait_for_orders(traffic: Traffic, count: int) -> None:
    before = len(traffic.orders)
    wait_until(lambda: len(traffic.orders) >= before + count, f"{count} more orders", 60)


def check_traces(jaeger: JaegerClient, traffic: Traffic, since: float) -> None:
    confirmed = traffic.confirmed_since(since)
    traces = wait_for_whole_traces(jaeger, [order.trace_id for order in confirmed])
    assert [order for order in traffic.orders if order.status != 201] == []
    assert len(traces) == len(confirmed) > 0
    assert [trace.trace_id for trace in traces if expected_edges() - edges_of(trace)] == []


def test_collector_killed_under_traffic_loses_no_span(
    containers: ContainerSandbox, jaeger: JaegerClient
) -> None:
    with Traffic(containers.frontend_url) as traffic:
        for _ in range(3):
            wait_for_orders(traffic, 15)
            containers.kill("collector")
        wait_for_orders(traffic, 15)
    check_traces(jaeger, traffic, since=0.0)


def test_jaeger_away_and_the_collector_killed_meanwhile_lose_no_span(
    containers: ContainerSandbox, jaeger: JaegerClient
) -> None:
    with Traffic(containers.frontend_url) as traffic:
        containers.compose("stop", "jaeger")
        stopped = time.monotonic()
        wait_for_orders(traffic, 15)
        containers.kill("collector")
        wait_for_orders(traffic, 15)
        containers.compose("start", "jaeger")
        wait_for_orders(traffic, 15)
    check_traces(jaeger, traffic, since=stopped)
