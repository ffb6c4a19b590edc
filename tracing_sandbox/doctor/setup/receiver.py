"""Asks who receives spans, by the protocol of the services: an empty request, and its answer."""

import socket
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests

from tracing_sandbox.doctor.setup.check import Check, untold, well, wrong
from tracing_sandbox.doctor.setup.environment import named
from tracing_sandbox.doctor.setup.exporting import DEFAULT_PORTS, GRPC, HTTP, PATH, Exporting
from tracing_sandbox.traces.direct import DirectSession

NAME = "Receiver"
TIMEOUT_S = 2.0
# Its first bytes are what every HTTP/2 server answers with settings (RFC 9113, 3.4).
HTTP2_BEGINNING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\x04" + bytes(5)
SETTINGS_TYPE = 4
EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
PROTOBUF = {"Content-Type": "application/x-protobuf"}
PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL"
UNAUTHORIZED = (401, 403)
NOT_FOUND = 404


def check_receiver(exporting: Exporting, services: Sequence[str]) -> Check:
    """Check that spans are taken where these services send theirs."""
    found = ask_receiver(exporting)
    return replace(found, said=f"For {named(services)}: {found.said}")


def ask_receiver(exporting: Exporting) -> Check:
    """Ask by the protocol of those that send there."""
    try:
        address = urlsplit(with_scheme(exporting))
        port = address.port
    except ValueError:
        address, port = SplitResult("", "", "", "", ""), None
    if not (address.scheme and address.hostname):
        to_do = "Give it as http://HOST:PORT."
        return wrong(NAME, f"{exporting.endpoint!r} is no address.", to_do)
    if exporting.protocol == GRPC:
        return check_grpc(exporting, address, port or DEFAULT_PORTS[GRPC])
    return check_http(exporting, address, port or (443 if address.scheme == "https" else 80))


def with_scheme(exporting: Exporting) -> str:
    """Return the address; gRPC takes one without a scheme as well."""
    bare = exporting.protocol == GRPC and "://" not in exporting.endpoint
    return f"http://{exporting.endpoint}" if bare else exporting.endpoint


def check_http(exporting: Exporting, address: SplitResult, port: int) -> Check:
    """Check a receiver that is spoken to over HTTP."""
    status = post_nothing(exporting.endpoint)
    if status is None:
        return unanswered_http(exporting, str(address.hostname), port)
    said = f"{exporting.endpoint} answers {status} to {exporting.protocol}"
    if status == requests.codes.ok:
        return well(NAME, f"{said}.")
    if status == NOT_FOUND:
        to_do = f"Spans go to {PATH}; OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must end with it."
        return wrong(NAME, f"{said}: there is nothing at this path.", to_do)
    if status in UNAUTHORIZED:
        return wrong(NAME, f"{said}: it wants a key.", "Set OTEL_EXPORTER_OTLP_HEADERS.")
    return wrong(NAME, f"{said}: no OTLP is taken there.", f"Send to port {DEFAULT_PORTS[HTTP]}.")


def unanswered_http(exporting: Exporting, host: str, port: int) -> Check:
    """Say why nobody answers over HTTP."""
    if speaks_http2(host, port):
        said = f"{exporting.endpoint} speaks gRPC, and the services speak {exporting.protocol}."
        to_do = f"Send to the port for HTTP, usually 4318, or set {PROTOCOL}={GRPC}."
        return wrong(NAME, said, to_do)
    return nobody(exporting)


def check_grpc(exporting: Exporting, address: SplitResult, port: int) -> Check:
    """Check a receiver that is spoken to by gRPC."""
    host = str(address.hostname)
    if answers_http1(address.scheme, host, port):
        said = f"{exporting.endpoint} speaks HTTP/1.1, and the services speak grpc."
        to_do = f"Send to the port for gRPC, usually 4317, or set {PROTOCOL}={HTTP}."
        return wrong(NAME, said, to_do)
    if find_spec("grpc") is None:
        return guess_grpc(exporting, host, port)
    failure = call_nothing(f"{host}:{port}", secure=address.scheme == "https")
    if failure is None:
        return well(NAME, f"{exporting.endpoint} takes an empty request by gRPC.")
    said = f"{exporting.endpoint} does not take an empty request by gRPC: {failure}."
    return wrong(NAME, said, "Start the Collector, or send to its port for gRPC, usually 4317.")


def guess_grpc(exporting: Exporting, host: str, port: int) -> Check:
    """Say what is known without a client for gRPC."""
    if not speaks_http2(host, port):
        return nobody(exporting)
    said = f"{exporting.endpoint} speaks HTTP/2; no request was sent, as grpcio is missing here."
    return untold(NAME, said, "Install grpcio beside the sandbox, and check again.")


def nobody(exporting: Exporting) -> Check:
    """Say that nobody listens."""
    said = f"Nobody answers at {exporting.endpoint}."
    return wrong(NAME, said, "Start the Collector, or set OTEL_EXPORTER_OTLP_ENDPOINT to it.")


def post_nothing(endpoint: str) -> int | None:
    """Send a request without spans; return the answer's status, None where there is none."""
    try:
        with (
            DirectSession() as session,
            session.post(
                endpoint, data=b"", headers=PROTOBUF, timeout=TIMEOUT_S, stream=True
            ) as answer,
        ):
            return answer.status_code
    except requests.RequestException:
        return None


def answers_http1(scheme: str, host: str, port: int) -> bool:
    """Tell whether HTTP/1.1 is spoken at a port; asked with what leaves no mark in counters."""
    try:
        with DirectSession() as session:
            session.head(f"{scheme}://{host}:{port}/", timeout=TIMEOUT_S)
    except requests.RequestException:
        return False
    return True


def speaks_http2(host: str, port: int) -> bool:
    """Tell whether HTTP/2 is spoken at a port, as gRPC does."""
    try:
        with socket.create_connection((host, port), TIMEOUT_S) as connection:
            connection.sendall(HTTP2_BEGINNING)
            frame = connection.recv(9)
    except OSError:
        return False
    return len(frame) > 3 and frame[3] == SETTINGS_TYPE


def call_nothing(target: str, *, secure: bool) -> str | None:
    """Send a request without spans by gRPC; return why it failed, None where it did not."""
    grpc: Any = import_module("grpc")
    options = (("grpc.enable_http_proxy", 0),)
    channel = (
        grpc.secure_channel(target, grpc.ssl_channel_credentials(), options)
        if secure
        else grpc.insecure_channel(target, options)
    )
    try:
        channel.unary_unary(EXPORT)(b"", timeout=TIMEOUT_S)
    except grpc.RpcError as error:
        return str(error.code().name)
    finally:
        channel.close()
    return None
