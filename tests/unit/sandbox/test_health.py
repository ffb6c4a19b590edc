"""Waiting for the parts ends as soon as nobody would start them any more."""

import os
import socket
import time
from pathlib import Path

import pytest

from tests.closed_port import closed_port
from tests.raw_server import RawServer, answer, serving
from tracing_sandbox.commands.status import state_of
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.health import PROBE_TIMEOUT_S, ask_budget, wait_until_healthy
from tracing_sandbox.running.parts import Part
from tracing_sandbox.running.supervisor import Supervisor

NEVER_WELL = {"one": "/nowhere/socket"}
PART = Part("one", ("/bin/true",), 1, "", "")


def test_supervisord_that_ends_at_once_is_told_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = Supervisor(tmp_path)
    monkeypatch.setattr(supervisor, "write_config", lambda _parts: "[supervisord]\nminfds=many\n")
    supervisor.start([PART], os.environ)
    started = time.monotonic()
    with pytest.raises(SandboxError, match=r"(?s)supervisord has ended\..*'?many'?") as caught:
        wait_until_healthy(NEVER_WELL, supervisor, 60)
    assert caught.value.next_step == f"All of it: {tmp_path}/logs/supervisord.log"
    assert time.monotonic() - started < 30


def test_part_that_is_well_by_the_last_look_has_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = Supervisor(tmp_path)
    monkeypatch.setattr(supervisor, "has_ended", lambda: False)
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        assert set(wait_until_healthy({"one": str(path)}, supervisor, 0)) == {"one"}


def test_status_is_more_patient_than_a_start_that_asks_again() -> None:
    def answer_late(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        server.ended.wait(1.5 * PROBE_TIMEOUT_S)
        connection.sendall(answer(b"well", "200 OK", "Connection: close"))

    with serving(answer_late) as server:
        assert state_of({"statename": "RUNNING"}, server.url) == "running"


def told(body: bytes, status: str = "200 OK") -> float | None:
    """Return what is read from a health check that answers so."""

    def tell(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        connection.sendall(answer(body, status, "Connection: close"))

    with serving(tell) as server:
        return ask_budget(server.url)


def test_budget_is_what_the_health_check_says() -> None:
    assert told(b'{"status": "ok", "longest_request_s": 22.5}') == 22.5


@pytest.mark.parametrize(
    "body",
    [
        b'{"status": "ok"}',
        b"ok",
        b"[22]",
        b"\xff",
        b"",
        b'{"longest_request_s": null}',
        b'{"longest_request_s": "long"}',
        b'{"longest_request_s": 0}',
        b'{"longest_request_s": 1e999}',
    ],
)
def test_budget_is_unknown_where_none_is_told(body: bytes) -> None:
    assert told(body) is None


def test_budget_of_who_is_not_there_or_no_service_is_unknown(tmp_path: Path) -> None:
    assert ask_budget(f"http://127.0.0.1:{closed_port()}") is None
    assert ask_budget(str(tmp_path / "socket")) is None
