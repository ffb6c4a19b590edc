"""Waiting for the parts ends as soon as nobody would start them any more."""

import os
import time
from pathlib import Path

import pytest

from sandbox.errors import SandboxError
from sandbox.health import report_nothing, wait_until_healthy
from sandbox.parts import Part
from sandbox.supervisor import Supervisor

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
