"""A command of an installation ends with whoever runs it, whenever that is interrupted."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tracing_sandbox.running.binaries import command
from tracing_sandbox.running.binaries.command import run_command


def test_interrupt_while_the_command_begins_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[str]] = []

    def begin_and_interrupt(*arguments: Any, **options: Any) -> subprocess.Popen[str]:
        begun.append(popen(*arguments, **options))
        signal.raise_signal(signal.SIGINT)
        return begun[0]

    popen = subprocess.Popen
    monkeypatch.setattr(command.subprocess, "Popen", begin_and_interrupt)
    log = tmp_path / "log"
    with pytest.raises(KeyboardInterrupt):
        run_command(["sleep", "600"], directory=tmp_path, environ=os.environ, log=log, seconds=60)
    assert begun[0].returncode == -signal.SIGTERM
