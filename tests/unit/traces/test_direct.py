"""A part of the sandbox is asked directly: no proxy, and the environment's certificates as ever."""

import socket

import pytest

from tests.closed_port import closed_port
from tests.raw_server import RawServer, answer, serving
from tracing_sandbox.traces.direct import DirectSession


@pytest.fixture(autouse=True)
def dead_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")


def redirect_once(server: RawServer, connection: socket.socket) -> None:
    server.read_request(connection)
    found = answer(b"", "302 Found", "Location: /there", "Connection: close")
    connection.sendall(found if len(server.requests) == 1 else answer(b"here"))


def test_session_asks_no_proxy_on_any_leg() -> None:
    with serving(redirect_once) as server, DirectSession() as session:
        assert session.get(server.url, timeout=10).text == "here"
    assert [request.split()[1] for request in server.requests] == ["/", "/there"]


def test_session_heeds_the_certificates_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/own/ca.pem")
    with DirectSession() as session:
        told = session.merge_environment_settings("https://jaeger.example", {}, None, None, None)
    assert (told["verify"], told["proxies"]) == ("/own/ca.pem", {})
