"""A second OTLP backend gets every span as well, with one setting; here it is another Jaeger."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.compose.container_sandbox import ContainerSandbox, docker
from tests.e2e.shop import Shop
from tests.e2e.traces_of import whole_trace
from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_port
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import JaegerError


def answers(client: JaegerClient) -> bool:
    try:
        client.find_trace("1" * 32)
    except JaegerError:
        return False
    return True


@contextmanager
def second_jaeger(containers: ContainerSandbox, name: str) -> Iterator[JaegerClient]:
    """Run another Jaeger in the same network; its OTLP input is at `http://NAME:14318`."""
    port = free_port()
    options = ("--detach", "--no-deps", "--name", name, "--publish", f"127.0.0.1:{port}:16686")
    containers.compose("run", *options, "jaeger")
    client = JaegerClient(f"http://127.0.0.1:{port}")
    try:
        wait_until(lambda: answers(client), "the second Jaeger to answer")
        yield client
    finally:
        client.close()
        docker("rm", "--force", name)


def test_second_backend_gets_every_span_and_its_end_costs_jaeger_nothing(
    containers: ContainerSandbox, jaeger: JaegerClient
) -> None:
    shop = Shop(containers.frontend_url)
    name = f"{containers.project}-second"
    try:
        with second_jaeger(containers, name) as second:
            containers.up(SANDBOX_SECOND_OTLP_ENDPOINT=f"http://{name}:14318")
            trace_id = shop.order().json()["trace_id"]
            first, copy = (whole_trace(client, trace_id) for client in (jaeger, second))
            assert {s.span_id for s in first.spans} == {s.span_id for s in copy.spans}
        whole_trace(jaeger, shop.order().json()["trace_id"])
    finally:
        containers.up()
