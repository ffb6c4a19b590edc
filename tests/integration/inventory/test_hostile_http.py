"""What gunicorn and the inventory answer to bytes that no well-meant client sends."""

import json
import re
import socket
import time
import uuid
from collections.abc import Iterator

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.closed_port import closed_port
from tests.integration.service_process import ServiceProcess
from tests.raw_server import is_whole

ANSWER_S = 15.0


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """An inventory whose third party is down and whose spans go nowhere."""
    service = ServiceProcess(
        "inventory",
        tmp_path_factory.mktemp("inventory"),
        OTEL_TRACES_EXPORTER="none",
        SANDBOX_THIRDPARTY_URL=f"http://127.0.0.1:{closed_port()}",
    )
    yield service.start()
    service.kill()


def exchange(service: ServiceProcess, sent: bytes) -> bytes:
    """Send bytes, and return what is answered before the connection ends or goes quiet."""
    started = time.monotonic()
    received = b""
    with socket.create_connection(("127.0.0.1", service.port), timeout=ANSWER_S) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        while chunk := receive(connection):
            received += chunk
            if is_whole(received):
                break
    assert time.monotonic() - started < ANSWER_S
    return received


def receive(connection: socket.socket) -> bytes:
    """Read what there is; a connection that was reset has no more."""
    try:
        return connection.recv(65536)
    except ConnectionResetError:
        return b""


def status_of(answer: bytes) -> int:
    """Return the status of an answer, which must name nothing of our code."""
    assert answer.startswith(b"HTTP/1.1 ")
    assert b"Traceback" not in answer
    return int(answer.split()[1])


def post(body: bytes, *headers: str, target: str = "/reservations") -> bytes:
    """Build a POST request from its parts."""
    head = [f"POST {target} HTTP/1.1", "Host: x", "Content-Type: application/json", *headers]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def chunked(*chunks: bytes) -> bytes:
    """Build a chunked body."""
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in [*chunks, b""])


GOOD = json.dumps({"order_id": "a", "sku": "TEA-ASSAM", "quantity": 1}).encode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (post(b"", "Content-Length: 999999"), 413),
        (post(chunked(b" " * 40_000, b" " * 40_000), "Transfer-Encoding: chunked"), 413),
        (post(chunked(b" " * 65_536, GOOD), "Transfer-Encoding: chunked"), 413),
        (post(chunked(GOOD), "Transfer-Encoding: chunked"), 503),
        (post(b"zz\r\n", "Transfer-Encoding: chunked"), 400),
        (post(GOOD, "Content-Length: many"), 400),
        (post(GOOD, "Content-Length: -1"), 400),
        (post(GOOD, "Content-Length: 1", "Content-Length: 2"), 400),
        (post(GOOD, f"Content-Length: {len(GOOD) + 10}"), 400),
        (post(GOOD, f"Content-Length: {len(GOOD)}", "Expect: 100-continue"), 100),
        (post(b"", "Content-Length: 0", "X: " + "y" * 100_000), 431),
        (post(b"", *[f"X{number}: y" for number in range(200)]), 431),
        (post(b"", "Content-Length: 0", target="/" + "x" * 5_000), 414),
        (post(b"", "Content-Length: 0", target="/%00%ff"), 404),
        (post(b"", "Content-Length: 0", target="http://[::1"), 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (post(chunked(GOOD)[:-5], "Transfer-Encoding: chunked"), 400),
        (b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"BREW /reservations HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-ID: \xff\r\n\r\n", 200),
        (b"GET /healthz HTTP/1.1\r\n\r\n", 200),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, bytes) else str(value),
)
def test_hostile_bytes_get_an_honest_status(
    inventory: ServiceProcess, sent: bytes, status: int
) -> None:
    assert status_of(exchange(inventory, sent)) == status


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300)
    | st.binary(max_size=200).map(lambda tail: b"POST /reservations " + tail)
)
def test_no_bytes_make_it_fail(inventory: ServiceProcess, sent: bytes) -> None:
    answered = exchange(inventory, sent)
    assert not answered or status_of(answered) < 500


@pytest.mark.parametrize(
    ("lines", "status", "kind"),
    [
        ("GET /?" + "a" * 5_000 + " HTTP/1.1\r\nHost: x", 414, "uri-too-long"),
        ("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a" * 9_000, 431, "header-fields-too-large"),
        ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1_0", 400, "malformed-request"),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip", 400, "malformed-request"),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x", 501, "unsupported-transfer-coding"),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
            400,
            "malformed-request",
        ),
        ("GET / HTTP/1.1\r\nHost: x\r\nHost: y", 400, "malformed-request"),
        ("GET /?hunter2=\xff HTTP/1.1\r\nHost: x", 400, "malformed-request"),
        ("GET / HTTP/1.1\r\nHost: x\r\nExpect: hunter2", 417, "expectation-failed"),
    ],
    ids=lambda value: str(value)[-30:],
)
def test_what_no_app_sees_is_refused_as_a_problem_too(
    inventory: ServiceProcess, lines: str, status: int, kind: str
) -> None:
    head, _, body = exchange(inventory, f"{lines}\r\n\r\n".encode("latin-1")).partition(b"\r\n\r\n")
    document = json.loads(body)

    assert head.startswith(b"HTTP/1.1 %d %b\r\n" % (status, document["title"].encode()))
    assert b"\r\nContent-Type: application/problem+json\r\n" in head
    assert re.search(rb"\r\nX-Request-ID: \w{32}\r\n", head)
    assert b"\r\nConnection: close" in head
    assert document == {
        "type": f"urn:sandbox:problem:{kind}",
        "title": document["title"],
        "status": status,
        "detail": document["detail"],
        "trace_id": "",
    }
    assert "hunter2" not in inventory.log.read_text()


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("PRI * HTTP/2.0", "HTTP/2 and gRPC are not spoken here"),
        ("GET / HTTP/1.1\r\nHost: x\r\nHost: y", "Host stands there twice"),
        ("GET / HTTP/1.1\r\nHost: x\r\nno name: y", "a name that none may have"),
        ("GET /\xff HTTP/1.1\r\nHost: x", "a path is written in ASCII"),
        ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x", "Content-Length"),
    ],
)
def test_what_no_app_sees_is_refused_with_the_reason(
    inventory: ServiceProcess, lines: str, why: str
) -> None:
    answer = exchange(inventory, f"{lines}\r\n\r\n".encode("latin-1"))
    assert why in json.loads(answer.partition(b"\r\n\r\n")[2])["detail"]


TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
HEADERS = st.dictionaries(
    st.sampled_from(["traceparent", "tracestate", "baggage", "X-Request-ID", "Content-Encoding"]),
    TEXT,
)


@settings(max_examples=150, deadline=None)
@given(headers=HEADERS, body=st.binary(max_size=200) | st.just(GOOD))
def test_no_header_makes_it_fail(
    inventory: ServiceProcess, headers: dict[str, str], body: bytes
) -> None:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    answered = exchange(inventory, post(body, f"Content-Length: {len(body)}", *lines))
    assert status_of(answered) in (400, 413, 415, 422, 503)


def test_it_still_serves_afterwards_and_logged_no_traceback(inventory: ServiceProcess) -> None:
    body = {"order_id": uuid.uuid4().hex, "sku": "TEA-SILVER-NEEDLE", "quantity": 6}
    response = requests.post(f"{inventory.url}/reservations", json=body, timeout=30)
    assert response.status_code == 409
    assert "Traceback" not in inventory.log.read_text()
