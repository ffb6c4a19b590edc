"""Ask a binary for its version: the proof that it runs here, before anything relies on it."""

import os
import subprocess
from pathlib import Path

from tracing_sandbox.running.binaries.errors import AttemptError

SECONDS = 20


def ask_version(binary: Path) -> str:
    """Return what `--version` says.

    Raises AttemptError if the file is missing, cannot be executed or does not answer.
    """
    if not binary.is_file():
        raise AttemptError(f"{binary} is no file")
    if not os.access(binary, os.X_OK):
        raise AttemptError(f"{binary} is not executable (chmod +x {binary})")
    answer = answer_of(binary)
    if answer.returncode != 0 or not answer.stdout.strip():
        said = (answer.stderr or answer.stdout).strip().splitlines() or ["nothing"]
        raise AttemptError(f"`{binary} --version` failed and said: {said[-1]}")
    return answer.stdout.strip()


def answer_of(binary: Path) -> subprocess.CompletedProcess[str]:
    """Run `--version`."""
    try:
        return subprocess.run(
            [binary, "--version"],
            capture_output=True,
            check=False,
            errors="replace",
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise AttemptError(f"`{binary} --version` did not answer in {SECONDS} s") from error
    except OSError as error:
        raise AttemptError(f"{binary} cannot be run here: {error.strerror}") from error
