"""The services speak OTLP over gRPC as well as over HTTP, and lose nothing by it."""

from pathlib import Path

from tests.closed_port import closed_port
from tests.e2e.shop import Shop
from tests.e2e.traces_of import trace_id_of, whole_trace
from tracing_sandbox.expected_edges import edges_of, expected_edges
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.running.trial import open_trial
from tracing_sandbox.traces.jaeger.client import JaegerClient

ORDERS = 20


def test_orders_are_whole_traces_over_grpc(tmp_path: Path) -> None:
    # gRPC's own way to a proxy goes past what HTTP is told.
    proxy = {"http_proxy": f"http://127.0.0.1:{closed_port()}", "no_grpc_proxy": "a.example"}
    environment = {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", **proxy}
    with open_trial(tmp_path / "home", **environment) as sandbox:
        shop, jaeger = Shop(sandbox.frontend_url), JaegerClient(sandbox.jaeger_url)
        trace_ids = [trace_id_of(shop.order()) for _ in range(ORDERS)]
        for trace_id in trace_ids:
            assert expected_edges() <= edges_of(whole_trace(jaeger, trace_id))


def test_stopped_services_have_sent_their_spans_over_grpc(tmp_path: Path) -> None:
    slow = {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", "OTEL_BSP_SCHEDULE_DELAY": "60000"}
    with open_trial(tmp_path / "home", **slow) as sandbox:
        trace_id = trace_id_of(Shop(sandbox.frontend_url).order())
        for service in ("frontend", "inventory", "thirdparty"):
            Supervisor(sandbox.home).stop_part(service)
        trace = whole_trace(JaegerClient(sandbox.jaeger_url), trace_id)
        assert expected_edges() <= edges_of(trace)
