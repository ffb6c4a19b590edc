"""What a Collector changes in spans, and what it adds to their way."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Link, SpanKind

from tests.integration.collector.running import Collector
from tests.otlp_receiver import OtlpReceiver
from tests.waiting import wait_until
from tracing_sandbox.running.binaries import install_binaries

BARE = Path(__file__).with_name("bare-collector.yaml")
OURS = "collector-config.yaml"
Start = Callable[[str | Path], Collector]


class Backend(OtlpReceiver):
    """Keeps the requests that it takes, whole."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[ExportTraceServiceRequest] = []

    def take(self, headers: dict[str, str], body: bytes) -> int:
        status = super().take(headers, body)
        if status == 200:
            self.taken.append(ExportTraceServiceRequest.FromString(body))
        return status


@pytest.fixture
def backend() -> Iterator[Backend]:
    receiver = Backend()
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def start(backend: Backend, tmp_path: Path) -> Iterator[Start]:
    """Start a Collector before the backend."""
    with ExitStack() as stack:

        def starting(config: str | Path) -> Collector:
            binary = install_binaries()["otelcol"]
            collector = Collector(binary, tmp_path, backend.port, str(config))
            stack.callback(collector.end, signal.SIGKILL)
            collector.start()
            return collector

        yield starting


def spans_of_an_sdk() -> ExportTraceServiceRequest:
    """A trace with all that a span may have."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource.create({"service.name": "tea"}))
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("claims", "1.0")
    with tracer.start_as_current_span("order", attributes={"tea": "Früh", "n": [1, 2]}) as order:
        order.add_event("asked", {"after_s": 0.5})
        with tracer.start_as_current_span("call", kind=SpanKind.CLIENT) as call:
            call.record_exception(ValueError("no tea"))
        tracer.start_span("later", links=[Link(call.get_span_context())]).end()
    provider.shutdown()
    return encode_spans(exporter.get_finished_spans())


def send(collector: Collector, spans: ExportTraceServiceRequest) -> int:
    """Send spans as an SDK does; return the status of the answer."""
    address = f"http://127.0.0.1:{collector.http_port}/v1/traces"
    headers = {"Content-Type": "application/x-protobuf"}
    return requests.post(
        address, spans.SerializeToString(), headers=headers, timeout=30
    ).status_code


@pytest.mark.parametrize("config", [BARE, OURS], ids=["bare", "ours"])
def test_collector_changes_nothing_that_it_is_not_told_to(
    start: Start, backend: Backend, config: str | Path
) -> None:
    sent = spans_of_an_sdk()
    assert send(start(config), sent) == 200
    wait_until(lambda: backend.taken, "the spans to pass")
    assert backend.taken == [sent]


@pytest.mark.parametrize("config", [BARE, OURS], ids=["bare", "ours"])
def test_collector_keeps_spans_for_a_backend_that_is_away(
    start: Start, backend: Backend, config: str | Path
) -> None:
    collector, sent = start(config), spans_of_an_sdk()
    backend.stop()
    assert send(collector, sent) == 200
    backend.start()
    wait_until(lambda: backend.taken == [sent], "the spans to be sent again")


@pytest.mark.parametrize(("config", "lost"), [(BARE, 1), (OURS, 0)], ids=["bare", "ours"])
def test_killed_collector_has_lost_what_it_accepted_unless_its_queue_is_on_disk(
    start: Start, backend: Backend, config: str | Path, lost: int
) -> None:
    collector, first, second = start(config), spans_of_an_sdk(), spans_of_an_sdk()
    backend.stop()
    assert send(collector, first) == 200
    collector.end(signal.SIGKILL)
    backend.start()
    collector.start()
    assert send(collector, second) == 200
    wait_until(lambda: second in backend.taken, "the spans after it")
    wait_until(lambda: lost or first in backend.taken, "the spans before it")
    assert [each for each in (first, second) if each not in backend.taken] == [first] * lost
