"""Ctrl-C is no error, however early it comes."""

import signal
import subprocess
import sys

import pytest

# Interrupted in an `exec` of a text, Python ends by the signal; a shell says 130 of both.
INTERRUPTED = (130, -signal.SIGINT)


@pytest.mark.parametrize("module", ["sandbox.errors", "pydantic", "requests", "typer"])
def test_interrupt_during_the_imports_says_nothing(module: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "sandbox", "status"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.split()[-1] == module:
            break
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=30)
    lines = [line for line in errors.splitlines() if not line.startswith("import time:")]
    assert (process.returncode in INTERRUPTED, said, lines) == (True, "", [])
