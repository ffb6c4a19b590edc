"""Ctrl-C is no error, however early it comes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

# Interrupted in an `exec` of a text, Python ends by the signal; a shell says 130 of both.
INTERRUPTED = (130, -signal.SIGINT)


# Python runs this before anything else.
INTERRUPTING = """
import os, signal, sys

class Interrupting:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == os.environ["INTERRUPTED_IMPORT"]:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupting)
"""


@pytest.mark.parametrize("module", ["tracing_sandbox.errors", "pydantic", "requests", "typer"])
def test_interrupt_during_the_imports_says_nothing(tmp_path: Path, module: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING)
    finished = subprocess.run(
        [sys.executable, "-m", "tracing_sandbox", "status"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "INTERRUPTED_IMPORT": module},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (finished.returncode in INTERRUPTED, finished.stdout, finished.stderr) == (True, "", "")
