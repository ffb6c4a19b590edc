"""Clients that stop in the middle of a request are let go, and hold no service up."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import requests

from tests.integration.service_process import ServiceProcess
from web.server.worker import READ_TIMEOUT_S

# More than a service has threads.
CLIENTS = 20
# Without the deadline it would be for ever.
MARGIN_S = 20.0
POSTED_TO = {
    "frontend": "/api/orders",
    "inventory": "/reservations",
    "thirdparty": "/v1/prices/TEA-ASSAM",
}

HALF_A_HEAD = "GET / HTTP/1.1\r\nHost: x\r\nX-"
HALF_A_BODY = (
    "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    "Content-Length: 1000\r\n\r\n{{"
)
UNREAD_ANSWER = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[ServiceProcess]]:
    """Each service, alone."""
    running = [
        ServiceProcess(name, tmp_path_factory.mktemp(name), OTEL_TRACES_EXPORTER="none")
        for name in POSTED_TO
    ]
    try:
        yield [service.start() for service in running]
    finally:
        for service in running:
            service.kill()


def send(service: ServiceProcess, begun: str) -> socket.socket:
    """Connect and send what is begun, to the address that the service is posted to."""
    client = socket.create_connection(("127.0.0.1", service.port))
    client.sendall(begun.format(path=POSTED_TO[service.service]).encode())
    return client


@pytest.mark.parametrize(
    "begun", [HALF_A_HEAD, HALF_A_BODY, UNREAD_ANSWER], ids=["head", "body", "answer"]
)
def test_stalled_clients_leave_the_services_to_the_others(
    services: list[ServiceProcess], begun: str
) -> None:
    with ExitStack() as stalled, ThreadPoolExecutor() as pool:
        for service in services:
            for _ in range(CLIENTS):
                stalled.enter_context(send(service, begun))

        assert list(pool.map(answers_soon, services)) == [True] * len(services)


def answers_soon(service: ServiceProcess) -> bool:
    """Ask its health check as somebody who waits no longer than for the stalled ones."""
    return requests.get(f"{service.url}/healthz", timeout=READ_TIMEOUT_S + MARGIN_S).ok


def test_client_that_drips_is_let_go(services: list[ServiceProcess]) -> None:
    started = time.monotonic()
    clients = [send(service, begun) for service in services for begun in (HALF_A_HEAD, HALF_A_BODY)]
    while clients:
        assert time.monotonic() - started < READ_TIMEOUT_S + MARGIN_S
        clients = [client for client in clients if drips(client)]
        time.sleep(0.2)


def drips(client: socket.socket) -> bool:
    """Send one byte more; tell whether it is still waited for."""
    client.setblocking(False)
    try:
        client.sendall(b"x")
        client.recv(1)
    except BlockingIOError:
        return True
    except OSError:
        pass
    client.close()
    return False


def test_stalled_head_is_answered_and_logged_in_one_line(services: list[ServiceProcess]) -> None:
    service = services[0]
    with send(service, HALF_A_HEAD) as client:
        client.settimeout(READ_TIMEOUT_S + MARGIN_S)
        answer = client.recv(65536)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"urn:sandbox:problem:request-timeout" in answer
    assert "Traceback" not in service.log.read_text()


def test_request_has_its_whole_time_after_a_client_was_silent(
    services: list[ServiceProcess],
) -> None:
    with socket.create_connection(("127.0.0.1", services[0].port)) as client:
        client.settimeout(READ_TIMEOUT_S + MARGIN_S)
        for part in (b"GET /healthz HTTP/1.1\r\n", b"Host: x\r\nConnection: close\r\n\r\n"):
            time.sleep(READ_TIMEOUT_S * 0.6)
            client.sendall(part)
        assert client.recv(64).startswith(b"HTTP/1.1 200 ")
