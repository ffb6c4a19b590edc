"""Canaries are sent as real requests, one after the other, within a time."""

import socket
import time

import pytest

from tests.closed_port import closed_port
from tests.raw_server import RawServer, answer, serving
from tracing_sandbox.doctor.probes.canary import draw_canaries
from tracing_sandbox.doctor.probes.request import Request, read_request
from tracing_sandbox.doctor.probes.sending import UNSENT, Sent, headers_of, send_canaries
from tracing_sandbox.errors import SandboxError, WrongUsageError

TRACE = "a" * 32


def polite(server: RawServer, connection: socket.socket) -> None:
    """Answer each request of a connection, and name a trace that is not sampled."""
    while server.read_request(connection):
        head = f"traceresponse: 00-{TRACE}-{'b' * 16}-00"
        connection.sendall(answer(b"{}", "200 OK", head))


def test_each_canary_is_one_request_with_its_own_headers() -> None:
    canaries, noted = draw_canaries(), list[Sent]()
    with serving(polite) as server:
        request = Request("POST", f"{server.url}/buy", {"X-Own": "1"}, {"sku": "TEA"})
        sent = send_canaries(request, canaries, time.monotonic() + 20, noted.append)
    assert len(server.requests) == len(canaries) == len(noted)
    for canary, asked in zip(canaries, server.requests, strict=True):
        assert asked.startswith("POST /buy HTTP/1.1\r\n")
        assert asked.endswith('{"sku": "TEA"}')
        for name, value in {**canary.headers, "X-Own": "1"}.items():
            assert f"{name}: {value}\r\n" in asked
    assert {(each.status, each.trace_id, each.sampled) for each in sent} == {(200, TRACE, False)}
    assert [each.began_ns for each in sent] == sorted(each.began_ns for each in sent)


def test_baggage_that_was_typed_goes_with_every_canary() -> None:
    request = Request("GET", "http://a/", {"Baggage": "mine=1", "TRACEPARENT": "mine"})
    for canary in draw_canaries():
        headers = headers_of(request, canary)
        own = canary.headers.get("baggage")
        assert headers["baggage"] == (f"mine=1,{own}" if own else "mine=1")
        assert headers.get("traceparent") == canary.headers.get("traceparent", "mine")


def test_canaries_that_find_no_time_left_are_not_sent() -> None:
    def slow(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        connection.sendall(answer(b"{}"))
        server.read_request(connection)
        server.ended.wait(30)

    with serving(slow) as server:
        began = time.monotonic()
        sent = send_canaries(Request("GET", server.url, {}), draw_canaries(), began + 1.0)
        assert time.monotonic() - began < 5
    assert [each.status for each in sent] == [200] + [None] * 7
    assert sent[1].failure.startswith("no answer within ")
    assert {each.failure for each in sent[2:]} == {UNSENT}


def test_system_that_nobody_answers_for_is_an_error() -> None:
    url = f"http://127.0.0.1:{closed_port()}/"
    with pytest.raises(SandboxError, match=f"GET {url} is not answered"):
        send_canaries(Request("GET", url, {}), draw_canaries(), time.monotonic() + 5)


@pytest.mark.parametrize(
    ("url", "method", "document", "headers", "said"),
    [
        ("localhost:8000", "GET", None, [], "--probe localhost:8000: expected an address"),
        ("http://", "GET", None, [], "--probe http://: expected an address"),
        ("http://a:99999/", "GET", None, [], "expected an address"),
        ("http://a/", "FETCH", None, [], "--method FETCH: no such method"),
        ("http://a/", "POST", "{sku}", [], "--body {sku}: this is no JSON"),
        ("http://a/", "GET", None, ["Authorization"], "--header 'Authorization': expected a name"),
        ("http://a/", "GET", None, ["A: b\r\nC: d"], "expected a name, a colon and a value"),
    ],
)
def test_what_was_mistyped_is_named(
    url: str, method: str, document: str | None, headers: list[str], said: str
) -> None:
    with pytest.raises(WrongUsageError) as error:
        read_request(url, method, document, headers)
    assert said in error.value.what


def test_request_is_read_as_it_was_typed() -> None:
    assert read_request("http://a/b/?c=1", "post", '{"d": 1}', ["E: f: g", "H:i"]) == Request(
        "POST", "http://a/b/?c=1", {"E": "f: g", "H": "i"}, {"d": 1}
    )
