"""Every way in which a far side can fail is told apart, and none outlives the deadline."""

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from select import select

import pytest

from tests.closed_port import closed_port
from tests.raw_server import RawServer, answer, serving
from tests.waiting import wait_until
from web.calls.far_side import (
    Answer,
    FarSide,
    FarSideDownError,
    FarSideLateError,
    FarSideWrongError,
)
from web.edge.problem import ProblemError
from web.edge.request import current_request_id

TIMEOUT_S = 1.0
# Of an answer that comes at once: longer than a busy machine may pause.
PATIENT_S = 30.0
MARGIN_S = 15.0
GOOD = answer(b'{"price": 7}')

Script = Callable[[RawServer, socket.socket], None]


def failure_of(script: Script, timeout_s: float = PATIENT_S) -> ProblemError:
    """Ask a far side that runs `script`; return the error, which must come in time."""
    with serving(script) as server:
        return failure_at(server.url, timeout_s)


def failure_at(url: str, timeout_s: float = PATIENT_S) -> ProblemError:
    started = time.monotonic()
    with pytest.raises(ProblemError) as failed:
        FarSide("thirdparty", url, timeout_s, called="third party").ask("GET", "/prices")
    assert time.monotonic() - started < timeout_s + MARGIN_S
    return failed.value


def sending(text: bytes) -> Script:
    """Build a script that reads a request, sends a text and closes."""

    def script(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        connection.sendall(text)

    return script


def dripping(at_once: bytes, slowly: bytes) -> Script:
    """Build a script whose pauses are each far below the timeout."""

    def script(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        connection.sendall(at_once)
        server.drip(connection, slowly, pause_s=TIMEOUT_S / 8)

    return script


def pause_in_the_body(server: RawServer, connection: socket.socket) -> None:
    server.read_request(connection)
    connection.sendall(GOOD[:-2])
    server.ended.wait(2 * PATIENT_S)


def hang(server: RawServer, connection: socket.socket) -> None:
    server.read_request(connection)
    server.ended.wait(2 * PATIENT_S)


def reset(server: RawServer, connection: socket.socket) -> None:
    server.read_request(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_far_side_answers_with_status_and_document() -> None:
    with serving(sending(answer(b'{"a": 1}', "418 Teapot"))) as server:
        far_side = FarSide("thirdparty", server.url + "/", PATIENT_S)
        assert far_side.ask("GET", "/x") == Answer(418, {"a": 1})


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(hang, id="hangs before its headers"),
        pytest.param(pause_in_the_body, id="hangs in its body"),
        pytest.param(dripping(answer(b" " * 99)[:-99], b" " * 99), id="drips its body"),
        pytest.param(
            dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 99),
            id="drips its chunks",
        ),
    ],
)
def test_far_side_that_is_slow_is_late(script: Script) -> None:
    problem = failure_of(script, TIMEOUT_S)
    assert isinstance(problem, FarSideLateError)
    assert problem.problem.document("") == {
        "type": "urn:sandbox:problem:thirdparty-late",
        "title": "Gateway Timeout",
        "status": 504,
        "detail": "The third party did not answer within 1 s.",
        "trace_id": "",
    }


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(reset, id="resets the connection"),
        pytest.param(sending(b""), id="closes without a word"),
    ],
)
def test_far_side_that_drops_the_connection_is_down(script: Script) -> None:
    problem = failure_of(script)
    assert isinstance(problem, FarSideDownError)
    assert problem.status == 503
    assert problem.problem.headers == {"Retry-After": "1"}


def test_far_side_that_refuses_is_down() -> None:
    assert isinstance(failure_at(f"http://127.0.0.1:{closed_port()}"), FarSideDownError)


def test_far_side_without_a_place_in_its_queue_is_down() -> None:
    """The kernel answers nothing to a connection that the queue has no place for."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)), socket.socket() as second:
            select([full], [], [], PATIENT_S)
            second.setblocking(False)
            second.connect_ex(("127.0.0.1", port))
            assert isinstance(failure_at(f"http://127.0.0.1:{port}"), FarSideDownError)


def test_far_side_of_an_unknown_name_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a resolver says is said here: a real one may take longer than any deadline."""

    def resolve(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert isinstance(failure_at("http://nobody.invalid"), FarSideDownError)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (b"Hello!\r\n\r\n", "sent an answer that is not HTTP"),
        (b"HTTP/1.1 two\r\n\r\n", "sent an answer that is not HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "sent an answer that is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000, "sent an answer that is not HTTP"),
        (answer(b"<html>"), "answered 200 without JSON"),
        (answer(b""), "answered 200 without JSON"),
        (answer(b"\xff\xfe\x00"), "answered 200 without JSON"),
        (answer(b"[" * 200_000), "answered 200 without JSON"),
        (answer(b'{"a": ' + b"9" * 5_000 + b"}"), "answered 200 without JSON"),
        (answer(b"[1]"), "answered 200 without a JSON object"),
        (answer(b"null", "500 Oh"), "answered 500 without a JSON object"),
        (GOOD[:-1], "broke off in the middle of its answer"),
        (answer(GOOD, "200 OK", "Content-Encoding: gzip"), "sent an answer that is not HTTP"),
        (answer(b"x" * 1_048_577), "answered with more than 1048576 bytes"),
        (
            answer(gzip.compress(b" " * 50_000_000, mtime=0), "200 OK", "Content-Encoding: gzip"),
            "answered with more than 1048576 bytes",
        ),
    ],
)
def test_far_side_that_breaks_its_contract_is_wrong(text: bytes, detail: str) -> None:
    problem = failure_of(sending(text))
    assert isinstance(problem, FarSideWrongError)
    assert (problem.status, str(problem)) == (502, f"The third party {detail}.")


def test_far_side_that_answers_endlessly_is_cut_off() -> None:
    sent = 0

    def pour(server: RawServer, connection: socket.socket) -> None:
        nonlocal sent
        server.read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sent += connection.send(b"x" * 65536)

    assert isinstance(failure_of(pour), FarSideWrongError)
    assert sent < 20_000_000


def test_far_side_is_not_followed_elsewhere() -> None:
    with serving(sending(GOOD)) as elsewhere:
        moved = answer(b"{}", "302 Found", f"Location: {elsewhere.url}/")
        with serving(sending(moved)) as server:
            far_side = FarSide("thirdparty", server.url, PATIENT_S)
            assert far_side.ask("GET", "/") == Answer(302, {})
        assert elsewhere.requests == []


def keep_answering(server: RawServer, connection: socket.socket) -> None:
    """Answer each request with its path."""
    while True:
        path = server.read_request(connection).split()[1]
        connection.sendall(answer(b'{"path": "%s"}' % path.encode()))


def test_connection_is_kept_for_the_next_question() -> None:
    with serving(keep_answering) as server:
        far_side = FarSide("thirdparty", server.url, PATIENT_S)
        answers = [far_side.ask("GET", f"/{number}").document["path"] for number in range(5)]
        assert answers == ["/0", "/1", "/2", "/3", "/4"]
        assert server.connections == 1


def test_late_answer_is_never_taken_for_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = threading.Event()

    def answer_late(server: RawServer, connection: socket.socket) -> None:
        while True:
            path = server.read_request(connection).split()[1]
            if path == "/late":
                given_up.wait(PATIENT_S)
            connection.sendall(answer(b'{"path": "%s"}' % path.encode()))

    with serving(answer_late) as server:
        far_side = FarSide("thirdparty", server.url, TIMEOUT_S, called="third party")
        with pytest.raises(FarSideLateError):
            far_side.ask("GET", "/late")
        given_up.set()
        monkeypatch.setattr(far_side, "_timeout_s", PATIENT_S)
        assert far_side.ask("GET", "/next") == Answer(200, {"path": "/next"})


def test_threads_get_their_own_answers() -> None:
    with serving(keep_answering) as server:
        far_side = FarSide("thirdparty", server.url, PATIENT_S)
        with ThreadPoolExecutor(8) as pool:
            paths = [f"/{number}" for number in range(200)]
            found = pool.map(lambda path: far_side.ask("GET", path).document["path"], paths)
            assert list(found) == paths


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[RawServer]:
    with serving(sending(answer(b'{"proxy": true}'))) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, server.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        yield server


def test_proxies_of_the_environment_are_ignored(proxy: RawServer) -> None:
    with serving(sending(GOOD)) as server:
        far_side = FarSide("thirdparty", server.url, PATIENT_S)
        assert far_side.ask("GET", "/").document == {"price": 7}
    assert proxy.requests == []


def test_cookies_of_the_far_side_are_not_kept() -> None:
    cookie = answer(b"{}", "200 OK", "Set-Cookie: session=1; Path=/", "Connection: close")
    with serving(sending(cookie)) as server:
        far_side = FarSide("thirdparty", server.url, PATIENT_S)
        for _ in range(2):
            far_side.ask("GET", "/")
        assert len(server.requests) == 2
        assert "Cookie" not in server.requests[1]


def test_request_id_goes_along() -> None:
    current_request_id.set("request-7")
    with serving(sending(GOOD)) as server:
        FarSide("thirdparty", server.url, PATIENT_S).ask("GET", "/")
        assert "X-Request-ID: request-7\r\n" in server.requests[0]


def test_question_carries_its_parameters_and_document() -> None:
    with serving(sending(GOOD)) as server:
        far_side = FarSide("thirdparty", server.url + "/shop", PATIENT_S)
        far_side.ask("POST", "/prices", params={"quantity": "2"}, json={"sku": "TEA"})
        head, body = server.requests[0].split("\r\n\r\n")
        assert head.startswith("POST /shop/prices?quantity=2 HTTP/1.1\r\n")
        assert body == '{"sku": "TEA"}'


def test_nobody_else_waits_while_one_far_side_hangs() -> None:
    quick_is_answered = threading.Event()

    def hang_once(server: RawServer, connection: socket.socket) -> None:
        if "/slow" in server.read_request(connection):
            quick_is_answered.wait(2 * PATIENT_S)
        connection.sendall(GOOD)

    with serving(hang_once) as server, ThreadPoolExecutor(1) as pool:
        far_side = FarSide("thirdparty", server.url, PATIENT_S)
        slow = pool.submit(far_side.ask, "GET", "/slow")
        wait_until(lambda: server.requests, "the slow question")
        assert far_side.ask("GET", "/quick").document == {"price": 7}
        quick_is_answered.set()
        assert slow.result().document == {"price": 7}
