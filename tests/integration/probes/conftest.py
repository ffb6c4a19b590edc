"""One sandbox for the folder, and a system that is not ours and reports to it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracing_sandbox.running.ports import free_ports
from tracing_sandbox.running.trial import TrialSandbox, clean_environment, open_trial

SYSTEM = Path(__file__).with_name("foreign_system.py")


@pytest.fixture(scope="package")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give a sandbox that is up."""
    home = tmp_path_factory.mktemp("probes") / "home"
    with open_trial(home, SANDBOX_THIRDPARTY_LATENCY_MS="0") as running:
        yield running


@pytest.fixture(scope="package")
def front(sandbox: TrialSandbox) -> Iterator[str]:
    """Give the address of the other system's front; it ends when we hang up."""
    ports = free_ports(4)
    process = subprocess.Popen(
        [sys.executable, str(SYSTEM), sandbox.collector_url, *map(str, ports)],
        env={**clean_environment(), "OTEL_SEMCONV_STABILITY_OPT_IN": "http"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    yield f"http://127.0.0.1:{ports[0]}"
    process.communicate(timeout=30)
