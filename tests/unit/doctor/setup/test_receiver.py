"""A receiver is asked by the protocol of the services; what listens there instead is named."""

import socket

import pytest

from tests.closed_port import closed_port
from tests.raw_server import RawServer, Script, answer, serving
from tracing_sandbox.doctor.setup import receiver
from tracing_sandbox.doctor.setup.check import Check, State
from tracing_sandbox.doctor.setup.exporting import Exporting
from tracing_sandbox.doctor.setup.receiver import check_receiver

NAME, FOR = "Receiver", "For front and shelf: "
SETTINGS = bytes(3) + b"\x04" + bytes(5)


def http(status: str) -> Script:
    """Answer every request with a status."""

    def script(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        connection.sendall(answer(b"", status))

    return script


def http2(_server: RawServer, connection: socket.socket) -> None:
    """Begin as a server of HTTP/2 does, and hang up on what is none."""
    if connection.recv(3) == b"PRI":
        connection.sendall(SETTINGS)
        connection.recv(1000)


def checked(protocol: str, endpoint: str) -> Check:
    return check_receiver(Exporting(protocol, endpoint), ["shelf", "front"])


@pytest.mark.parametrize(
    ("status", "state", "said", "to_do"),
    [
        ("200 OK", "well", "answers 200 to http/protobuf.", ""),
        (
            "404 Not Found",
            "wrong",
            "answers 404 to http/protobuf: there is nothing at this path.",
            "Spans go to /v1/traces; OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must end with it.",
        ),
        (
            "401 Unauthorized",
            "wrong",
            "answers 401 to http/protobuf: it wants a key.",
            "Set OTEL_EXPORTER_OTLP_HEADERS.",
        ),
        (
            "405 Method Not Allowed",
            "wrong",
            "answers 405 to http/protobuf: no OTLP is taken there.",
            "Send to port 4318.",
        ),
    ],
)
def test_receiver_over_http_is_judged_by_its_answer(
    status: str, state: State, said: str, to_do: str
) -> None:
    with serving(http(status)) as server:
        endpoint = f"{server.url}/v1/traces"
        assert checked("http/protobuf", endpoint) == Check(
            NAME, state, f"{FOR}{endpoint} {said}", to_do
        )
    (asked,) = server.requests
    assert asked.startswith("POST /v1/traces HTTP/1.1\r\n")
    assert "Content-Type: application/x-protobuf\r\n" in asked


def test_port_for_grpc_is_recognised_by_who_speaks_http() -> None:
    with serving(http2) as server:
        endpoint = f"{server.url}/v1/traces"
        found = checked("http/protobuf", endpoint)
    assert found == Check(
        NAME,
        "wrong",
        f"{FOR}{endpoint} speaks gRPC, and the services speak http/protobuf.",
        "Send to the port for HTTP, usually 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc.",
    )


def test_port_for_http_is_recognised_by_who_speaks_grpc() -> None:
    with serving(http("404 Not Found")) as server:
        found = checked("grpc", server.url)
    assert found == Check(
        NAME,
        "wrong",
        f"{FOR}{server.url} speaks HTTP/1.1, and the services speak grpc.",
        "Send to the port for gRPC, usually 4317, or set "
        "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.",
    )


def test_grpc_that_cannot_be_called_from_here_is_not_called_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiver, "find_spec", lambda _name: None)
    with serving(http2) as server:
        found = checked("grpc", server.url.removeprefix("http://"))
    assert (found.state, "grpcio is missing here" in found.said) == ("cannot be told", True)


@pytest.mark.parametrize("protocol", ["http/protobuf", "grpc"])
def test_port_that_nobody_listens_on_is_wrong(protocol: str) -> None:
    found = checked(protocol, f"http://127.0.0.1:{closed_port()}")
    assert found.state == "wrong"
    assert found.to_do.startswith("Start the Collector, or ")


@pytest.mark.parametrize("endpoint", ["localhost:4318/v1/traces", "", "http://a:b/v1/traces"])
def test_endpoint_that_is_no_address_is_named(endpoint: str) -> None:
    assert checked("http/protobuf", endpoint).said == f"{FOR}{endpoint!r} is no address."
