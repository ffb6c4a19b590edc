"""The tool in a container: what it leaves to Docker, and how it asks the other containers."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.closed_port import closed_port
from tracing_sandbox.application import COMMANDS
from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.running.containers.inside import OUTSIDE, describe_container, native_only


def logs(part: str) -> str:
    return f"logs of {part}"


def test_command_says_in_a_container_what_to_type_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_IN_CONTAINER", "1")
    with pytest.raises(WrongUsageError) as caught:
        native_only(logs)("jaeger")
    assert caught.value.what == "`logs` is for a sandbox without containers, and this is one."
    assert caught.value.next_step == "Outside of it: docker compose logs"


def test_command_does_its_work_where_there_is_no_container(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SANDBOX_IN_CONTAINER", raising=False)
    assert native_only(logs)("jaeger") == "logs of jaeger"


def test_what_starts_and_stops_parts_is_done_outside() -> None:
    inside = {command.__name__ for command in COMMANDS} - set(OUTSIDE)
    assert inside == {
        "status",
        "order",
        "load",
        "puzzle",
        "trace",
        "traces",
        "why",
        "compare",
        "doctor",
    }


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("scheme", ["http", "tcp"])
def test_part_is_running_if_it_answers(address: str, scheme: str) -> None:
    closed = f"127.0.0.1:{closed_port()}"
    described = [describe_container("a", f"{scheme}://{one}/") for one in (address, closed)]
    assert described == [
        {"name": "a", "state": "running", "address": f"{scheme}://{address}"},
        {"name": "a", "state": "not answering", "address": f"{scheme}://{closed}"},
    ]
