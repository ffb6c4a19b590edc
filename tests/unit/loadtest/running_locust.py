"""Runs real Locust in a process of its own: importing it would patch the test's own sockets."""

import os
import subprocess
import sys

from tracing_sandbox.settings import PROJECT

COMMAND = (sys.executable, "-m", "locust", "-f", "loadtest/locustfile.py")
LONGEST_S = 120


def run_locust(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Locust to its end; both of its streams are in `stdout`."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=PROJECT,
        env=clean_environment() | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )


def shop_for(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Let thirty shoppers in for two seconds, each of whom orders at once in one of two runs.

    That fewer than two orders come of it, not one in ten million runs sees, however slow.
    """
    times = ("--users", "30", "--spawn-rate", "30", "--run-time", "2s")
    return run_locust("--headless", *times, "--host", url, *arguments)


def clean_environment() -> dict[str, str]:
    """Return our environment without settings that the caller may have."""
    own = ("SANDBOX_", "LOCUST_")
    return {key: value for key, value in os.environ.items() if not key.startswith(own)}
