"""Each recipe in docs/recipes does what it says, with the real Collector and the real Jaeger."""

import os
import random
import re
import signal
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import pytest
import requests
import yaml
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span, Status

from tests.integration.collector.running import Collector, Jaeger
from tests.integration.collector.span_sender import SpanSender
from tests.otlp_receiver import OtlpReceiver, Server, handler_of
from tests.span_receiver import SpanReceiver
from tests.waiting import wait_until
from tracing_sandbox.running.binaries import install_binaries
from tracing_sandbox.running.ports import free_port
from tracing_sandbox.settings import PROJECT

RECIPES = PROJECT / "docs" / "recipes"
PAGE = (RECIPES / "README.md").read_text()
COLLECTORS = ("attributes", "redaction", "second-backend", "tail-sampling", "tls")
MILLISECOND = 1_000_000
NOW = 1_790_000_000_000 * MILLISECOND
Start = Callable[..., Collector]


@pytest.fixture(scope="module")
def binaries() -> dict[str, Path]:
    return install_binaries()


@pytest.fixture
def jaeger() -> Iterator[SpanReceiver]:
    """An OTLP backend in the place of Jaeger, which keeps what comes."""
    receiver = SpanReceiver()
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def start(binaries: dict[str, Path], tmp_path: Path, jaeger: SpanReceiver) -> Iterator[Start]:
    """Start a Collector with a recipe; its environment as keywords."""
    with ExitStack() as stack:

        def started(recipe: str, **environ: str) -> Collector:
            config = f"docs/recipes/{recipe}.yaml"
            collector = Collector(binaries["otelcol"], tmp_path, jaeger.port, config, **environ)
            stack.callback(collector.end, signal.SIGKILL)
            collector.start()
            return collector

        yield started


def new_span(trace_id: bytes, name: str = "work", last_ms: int = 10, **fields: Any) -> Span:
    """Make a span of a trace; the root unless `fields` names its parent."""
    end = NOW + last_ms * MILLISECOND
    times = {"start_time_unix_nano": NOW, "end_time_unix_nano": end}
    return Span(trace_id=trace_id, span_id=os.urandom(8), name=name, **times, **fields)


def of_service(service: str, *spans: Span) -> ExportTraceServiceRequest:
    found = ResourceSpans()
    found.resource.attributes.add(key="service.name").value.string_value = service
    found.scope_spans.add().spans.extend(spans)
    return ExportTraceServiceRequest(resource_spans=[found])


def send(collector: Collector, request: ExportTraceServiceRequest) -> None:
    post(f"http://127.0.0.1:{collector.http_port}", request).raise_for_status()


def post(url: str, request: ExportTraceServiceRequest, **options: Any) -> requests.Response:
    headers = {"Content-Type": "application/x-protobuf"}
    body = request.SerializeToString()
    return requests.post(f"{url}/v1/traces", body, headers=headers, timeout=30, **options)


def arrived(receiver: SpanReceiver, trace_id: bytes, count: int = 1) -> list[Any]:
    """Wait for so many spans of a trace, and return them."""
    found = lambda: receiver.spans_of(trace_id.hex())  # noqa: E731
    wait_until(lambda: len(found()) >= count, f"{count} spans of {trace_id.hex()}")
    return found()


def test_tail_sampling_keeps_errors_slow_ones_one_service_and_a_tenth_of_the_rest(
    start: Start, jaeger: SpanReceiver
) -> None:
    collector = start("tail-sampling")
    draw = random.Random(7)
    failed, slow, named, *healthy = [draw.randbytes(16) for _ in range(203)]
    root = new_span(failed)
    error = Status(code=Status.STATUS_CODE_ERROR)
    child = new_span(failed, parent_span_id=root.span_id, status=error)
    send(collector, of_service("inventory", child))
    send(collector, of_service("frontend", root))
    send(collector, of_service("frontend", new_span(slow, last_ms=501)))
    send(collector, of_service("payment", new_span(named)))
    for trace_id in healthy:
        send(collector, of_service("frontend", new_span(trace_id, last_ms=499)))

    assert len(arrived(jaeger, failed, 2)) == 2
    for trace_id in (slow, named):
        arrived(jaeger, trace_id)
    rest = "otelcol_processor_tail_sampling_global_count_traces_sampled"
    wait_until(lambda: collector.count(rest) == 203, "every trace to be decided")
    kept = len(jaeger.spans_per_trace()) - 3
    assert 10 <= kept <= 30
    send(collector, of_service("inventory", new_span(failed, parent_span_id=root.span_id)))
    assert len(arrived(jaeger, failed, 3)) == 3


def add(attributes: Any, **texts: str) -> None:
    for key, value in texts.items():
        attributes.add(key=key.replace("__", ".")).value.string_value = value


def test_redaction_masks_what_is_secret_wherever_it_stands(
    start: Start, jaeger: SpanReceiver
) -> None:
    collector = start("redaction")
    span = new_span(os.urandom(16), name="mail ann@example.com")
    span.status.message = "no mail for ann@example.com, Bearer abc.def"
    add(span.attributes, user__note="by ann@example.com", db__password="hunter2", plain="tea")
    add(span.attributes, http__request__header__authorization="Basic abc")
    span.attributes.add(key="card").value.int_value = 4111_1111_1111_1111
    add(span.events.add(name="exception").attributes, exception__message="card 4111 1111 1111 1111")
    request = of_service("frontend", span)
    add(request.resource_spans[0].resource.attributes, host__token="t", host__name="a")
    send(collector, request)

    (found,) = arrived(jaeger, span.trace_id)
    assert found.attributes == {
        "user.note": "by ****",
        "db.password": "****",
        "http.request.header.authorization": "****",
        "card": "****",
        "plain": "tea",
        "redaction.masked.count": 4,
    }
    told = {"exception.message": "card ****", "redaction.masked.count": 1}
    assert found.events == [("exception", told)]
    assert (found.name, found.status_message) == ("mail ****", "no mail for ****, ****")
    resource = {key: found.resource[key] for key in ("service.name", "host.token", "host.name")}
    assert resource == {"service.name": "frontend", "host.token": "****", "host.name": "a"}


def test_attributes_are_set_renamed_hashed_cut_and_removed(
    start: Start, jaeger: SpanReceiver
) -> None:
    collector = start("attributes")
    trace_id = os.urandom(16)
    old, new = new_span(trace_id, "old", last_ms=900), new_span(trace_id, "new")
    add(old.attributes, http__method="GET", enduser__id="ann", user_agent__original="curl")
    add(old.attributes, query="x" * 300)
    add(new.attributes, http__request__method="POST", app__region="us-2")
    send(collector, of_service("frontend", old, new))

    found = {span.name: span for span in arrived(jaeger, trace_id, 2)}
    hashed = found["old"].attributes.pop("enduser.id")
    assert re.fullmatch(r"[0-9a-f]{64}", hashed)
    assert found["old"].attributes == {
        "app.region": "eu-1",
        "app.slow": True,
        "http.request.method": "GET",
        "query": "x" * 256,
    }
    assert found["new"].attributes == {"app.region": "us-2", "http.request.method": "POST"}
    assert found["new"].resource["deployment.environment.name"] == "sandbox"


def test_second_backend_gets_what_waited_on_disk_for_it_alone(
    start: Start, jaeger: SpanReceiver
) -> None:
    second = OtlpReceiver()
    collector = start(
        "second-backend",
        SANDBOX_SECOND_OTLP_ENDPOINT=second.endpoint,
        SANDBOX_SECOND_OTLP_HEADERS='{"x-api-key": "k"}',
    )
    sender = SpanSender(collector.http_port)
    sender.send(20)
    wait_until(lambda: jaeger.spans.keys() == sender.accepted, "all spans at Jaeger")
    collector.restart(signal.SIGKILL)

    second.start()
    try:
        wait_until(lambda: second.spans.keys() == sender.accepted, "all spans at the second")
    finally:
        second.stop()
    assert {one["x-api-key"] for one in second.headers} == {"k"}


class TlsReceiver(SpanReceiver):
    """A backend that speaks TLS with a certificate."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self.directory = directory

    def start(self) -> Self:
        """Listen."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / "cert.pem", self.directory / "key.pem")
        self._server = Server(("127.0.0.1", self.port), handler_of(self))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self


def make_certificate(directory: Path) -> Path:
    """Type the page's command in a folder; return the certificate that it has made."""
    directory.mkdir()
    (command,) = re.findall(r"^(openssl req .+)$", PAGE, re.MULTILINE)
    subprocess.run(["sh", "-c", command], cwd=directory, check=True, capture_output=True)
    return directory / "cert.pem"


def test_tls_takes_spans_encrypted_and_hands_them_on_with_a_key(
    start: Start, jaeger: SpanReceiver, tmp_path: Path
) -> None:
    ours, theirs = (make_certificate(tmp_path / name) for name in ("ours", "theirs"))
    backend = TlsReceiver(theirs.parent).start()
    port = free_port()
    collector = start(
        "tls",
        TLS_PORT=str(port),
        TLS_CERT_FILE=str(ours),
        TLS_KEY_FILE=str(ours.with_name("key.pem")),
        BACKEND_URL=f"https://127.0.0.1:{backend.port}",
        BACKEND_API_KEY="a $key",
        BACKEND_CA_FILE=str(theirs),
    )
    sent, plain = new_span(os.urandom(16)), new_span(os.urandom(16))
    try:
        answer = post(f"https://127.0.0.1:{port}", of_service("a", sent), verify=str(ours))
        unencrypted = post(f"http://127.0.0.1:{port}", of_service("a", plain))
        send(collector, of_service("a", plain))
        for receiver in (jaeger, backend):
            arrived(receiver, sent.trace_id)
            arrived(receiver, plain.trace_id)
    finally:
        backend.stop()

    assert (answer.status_code, unencrypted.status_code) == (200, 400)
    assert {one["x-api-key"] for one in backend.headers} == {"a $key"}
    with pytest.raises(requests.exceptions.SSLError):
        post(f"https://127.0.0.1:{port}", of_service("a", sent), verify=str(theirs))


def test_retention_keeps_traces_over_a_restart_and_no_longer_than_told(
    binaries: dict[str, Path], tmp_path: Path
) -> None:
    data = {"SANDBOX_TRACES_DIR": str(tmp_path / "data")}
    jaeger = Jaeger(binaries["jaeger"], tmp_path, "docs/recipes/retention.yaml", **data)
    jaeger.start()
    try:
        sender = SpanSender(jaeger.otlp_port)
        kept = sender.send(3)
        jaeger.environ["SANDBOX_JAEGER_TTL"] = "2s"
        jaeger.restart(signal.SIGTERM)
        brief = sender.send(3)
        wait_until(lambda: jaeger.holds(*brief), "the new trace")
        assert jaeger.holds(*kept)
        wait_until(lambda: jaeger.span_ids(brief[0]) == set(), "the end of the new trace")
        assert jaeger.holds(*kept)
    finally:
        jaeger.end(signal.SIGKILL)


def test_page_describes_every_recipe() -> None:
    linked = re.findall(r"\]\(([\w-]+)\.yaml\)", PAGE)
    files = [path.stem for path in RECIPES.glob("*.yaml") if not path.stem.endswith(".compose")]
    assert sorted(set(linked)) == sorted(files) == sorted((*COLLECTORS, "retention"))


@pytest.mark.parametrize("name", COLLECTORS)
def test_recipe_loses_no_more_than_the_sandboxs_own_configuration(name: str) -> None:
    own = yaml.safe_load((PROJECT / "collector-config.yaml").read_text())
    recipe = yaml.safe_load((RECIPES / f"{name}.yaml").read_text())
    assert recipe["exporters"]["otlp_http/jaeger"] == own["exporters"]["otlp_http/jaeger"]
    assert recipe["processors"]["memory_limiter"] == own["processors"]["memory_limiter"]
    assert recipe["extensions"] == own["extensions"]
    spans = recipe["service"]["pipelines"]["traces"]
    assert spans["processors"][0] == "memory_limiter"
    assert "batch" not in spans["processors"]
    assert "otlp_http/jaeger" in spans["exporters"]
