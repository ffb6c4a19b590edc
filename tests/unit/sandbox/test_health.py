"""Waiting for the parts ends as soon as nobody would start them any more."""

import os
import socket
import time
from pathlib import Path

import pytest

from tests.raw_server import RawServer, answer, serving
from tracing_sandbox.commands.status import state_of
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.health import PROBE_TIMEOUT_S, report_nothing, wait_until_healthy
from tracing_sandbox.running.parts import Part
from tracing_sandbox.running.supervisor import Supervisor

NEVER_WELL = Part("one", ("/bin/true",), 1, "", "/nowhere/socket")


def test_supervisord_that_ends_at_once_is_told_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervisor = Supervisor(tmp_path)
    monkeypatch.setattr(supervisor, "write_config", lambda _parts: "[supervisord]\nminfds=many\n")
    supervisor.start([NEVER_WELL], os.environ)
    started = time.monotonic()
    with pytest.raises(SandboxError, match=r"(?s)supervisord has ended\..*'?many'?") as caught:
        wait_until_healthy([NEVER_WELL], supervisor, 60, report_nothing)
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
        part = Part("one", ("/bin/true",), 1, "", str(path))
        assert set(wait_until_healthy([part], supervisor, 0, report_nothing)) == {"one"}


def test_status_is_more_patient_than_a_start_that_asks_again() -> None:
    def answer_late(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        server.ended.wait(1.5 * PROBE_TIMEOUT_S)
        connection.sendall(answer(b"well", "200 OK", "Connection: close"))

    with serving(answer_late) as server:
        assert state_of({"statename": "RUNNING"}, server.url) == "running"
