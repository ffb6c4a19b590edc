"""The client of Jaeger, against answers that a real one seldom gives."""

import gzip
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.traces.simulated.shop import run
from tests.unit.traces.writers.otlp import write_otlp
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong, BadAnswer, JaegerUnreachable

TRACE = run("place_order", 1)


class Double:
    """A server that gives one answer to everything and remembers what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b"{}"
        self.headers: dict[str, str] = {}
        self.silent = False
        self.pause_s = 0.0
        self.asked: list[str] = []


@pytest.fixture
def double() -> Iterator[Double]:
    double = Double()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            double.asked.append(self.path)
            if double.silent:
                self.connection.recv(1)
                return
            headers = {"Content-Length": str(len(double.body)), **double.headers}
            self.send_response(double.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if double.pause_s:
                self.drip()
            else:
                self.wfile.write(double.body)

        def drip(self) -> None:
            with suppress(OSError):
                for byte in double.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(double.pause_s)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        double.url = f"http://127.0.0.1:{http.server_port}"  # type: ignore[attr-defined]
        yield double
        http.shutdown()


@pytest.fixture
def client(double: Double) -> Iterator[JaegerClient]:
    client = JaegerClient(double.url, timeout_s=30)  # type: ignore[attr-defined]
    yield client
    client.close()


@pytest.fixture
def impatient_client(double: Double) -> Iterator[JaegerClient]:
    client = JaegerClient(double.url, timeout_s=0.5)  # type: ignore[attr-defined]
    yield client
    client.close()


def test_answer_in_several_documents_is_one_trace(double: Double, client: JaegerClient) -> None:
    half = len(TRACE.spans) // 2
    parts = (TRACE.spans[:half], TRACE.spans[half:])
    double.body = "\n".join(json.dumps({"result": write_otlp(part)}) for part in parts).encode()
    found = client.find_trace(TRACE.trace_id)
    assert found is not None
    by_id = {span.span_id: span for span in found.spans}
    assert by_id == {span.span_id: span for span in TRACE.spans}


def test_not_found_is_none_for_one_and_empty_for_a_search(
    double: Double, client: JaegerClient
) -> None:
    double.status = 404
    double.body = b'{"error":{"httpCode":404,"message":"No traces found"}}\n'
    assert client.find_trace("ab" * 16) is None
    assert client.find_traces("frontend") == []


def test_search_sends_the_names_that_both_versions_know(
    double: Double, client: JaegerClient
) -> None:
    double.status, double.body = 404, b'{"error":{}}'
    client.find_traces(
        "frontend",
        7,
        since=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        until=datetime(2026, 1, 2, 4, tzinfo=UTC),
        operation="POST api/orders",
        min_duration_ms=250,
    )
    (asked,) = double.asked
    assert urlsplit(asked).path == "/api/v3/traces"
    assert parse_qs(urlsplit(asked).query) == {
        "query.service_name": ["frontend"],
        "query.num_traces": ["7"],
        "query.start_time_min": ["2026-01-02T03:04:05.000006000Z"],
        "query.start_time_max": ["2026-01-02T04:00:00.000000000Z"],
        "query.operation_name": ["POST api/orders"],
        "query.duration_min": ["250ms"],
        "query.raw_traces": ["true"],
    }


class Small(JaegerClient):
    """Asks a Jaeger that holds 30 traces at most."""

    def _exchange(self, url: str, parameters: Mapping[str, str]) -> tuple[int, bytes]:
        if int(parameters["query.num_traces"]) > 30:
            return 500, b'{"error":{"message":"search depth must be greater than 0 and less ..."}}'
        return 200, json.dumps({"result": write_otlp(TRACE.spans)}).encode()


@pytest.mark.parametrize("service", [None, "frontend"])
def test_jaeger_that_holds_few_is_asked_for_fewer(service: str | None) -> None:
    client = Small("http://jaeger.invalid")
    assert len(client.find_traces(service, 200)) == 1
    assert client.most_traces == 25


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>tea</html>"),
        (200, b"[1, 2]"),
        (200, b"\xff\xfe"),
        (200, b'{"result": {"resourceSpans": [}'),
        (200, b'{"error": {"httpCode": 500, "message": "boom"}}'),
        (404, b"404 page not found"),
        (500, b'{"error": {"httpCode": 500, "message": "boom"}}'),
        (302, b""),
        (200, b'{"status": "well"}'),
    ],
)
def test_other_answers_are_bad_and_shown(
    double: Double, client: JaegerClient, status: int, body: bytes
) -> None:
    double.status, double.body = status, body
    with pytest.raises(BadAnswer) as raised:
        client.find_trace("ab" * 16)
    assert f"/api/v3/traces/{'ab' * 16} answered " in str(raised.value)
    assert "Is that address Jaeger's query API" in str(raised.value)


@pytest.mark.parametrize("body", [b'{"services": 7}', b'{"result": []}', b"[]"])
def test_services_are_a_list_or_a_bad_answer(
    double: Double, client: JaegerClient, body: bytes
) -> None:
    double.body = body
    if body == b'{"result": []}':
        assert client.services() == []
        return
    with pytest.raises(BadAnswer):
        client.services()


def test_silence_ends_with_the_timeout(double: Double, impatient_client: JaegerClient) -> None:
    double.silent = True
    with pytest.raises(JaegerUnreachable, match=r"no answer in time\. Start it"):
        impatient_client.find_trace("ab" * 16)


def test_answer_that_drips_ends_at_its_deadline(double: Double) -> None:
    double.body, double.pause_s = b" " * 1000, 0.05
    client = JaegerClient(double.url, timeout_s=30, within_s=0.5)  # type: ignore[attr-defined]
    began = time.monotonic()
    with pytest.raises(JaegerUnreachable, match="no answer in time"):
        client.find_trace("ab" * 16)
    assert time.monotonic() - began < 20


def test_answer_longer_than_wanted_is_not_read(double: Double) -> None:
    double.body = b'{"services": ["tea"]}'
    length = len(double.body)
    clients = [
        JaegerClient(double.url, 30, longest_bytes=most)  # type: ignore[attr-defined]
        for most in (length, length - 1)
    ]
    assert clients[0].services() == ["tea"]
    with pytest.raises(AnswerTooLong, match=f"answered with over {length - 1} bytes"):
        clients[1].services()


def test_connection_lost_in_the_middle_of_an_answer_is_told(
    double: Double, client: JaegerClient
) -> None:
    double.headers = {"Content-Length": "99"}
    with pytest.raises(JaegerUnreachable, match="connection refused or lost"):
        client.services()


def test_compressed_answer_is_read(double: Double, client: JaegerClient) -> None:
    double.headers = {"Content-Encoding": "gzip"}
    double.body = gzip.compress(b'{"services": ["tea"]}', mtime=0)
    assert client.services() == ["tea"]


def test_bad_span_in_an_answer_comes_with_its_trace(double: Double, client: JaegerClient) -> None:
    document = write_otlp(TRACE.spans)
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["spanId"] = None
    double.body = json.dumps({"result": document}).encode()
    found = client.find_trace(TRACE.trace_id)
    assert found is not None
    assert (len(found.spans), len(found.bad_spans)) == (len(TRACE.spans) - 1, 1)
    assert found.bad_spans[0].source.endswith(f"/api/v3/traces/{TRACE.trace_id}")
