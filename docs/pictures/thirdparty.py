"""The third party of a sandbox on trial, slowed by hand or taken away, and put back afterwards."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tracing_sandbox.running.health import wait_until_healthy
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.running.trial import TrialSandbox, clean_environment

PATIENCE_S = 60
# Each comes with jitter: this seed's first latencies are close to what was asked for.
SEED = 1


@contextmanager
def no_thirdparty(sandbox: TrialSandbox) -> Iterator[None]:
    """Take the third party away."""
    supervisor = Supervisor(sandbox.home)
    supervisor.stop_part("thirdparty")
    supervisor.await_stop()
    try:
        yield
    finally:
        supervisor.start_parts()
        wait_for_thirdparty(sandbox)


@contextmanager
def slow_thirdparty(sandbox: TrialSandbox, latency_ms: float) -> Iterator[None]:
    """Put a third party that thinks for about so long where there is none."""
    process = subprocess.Popen(
        [sys.executable, "-m", "thirdparty"],
        env={**slow_environment(sandbox), "SANDBOX_THIRDPARTY_LATENCY_MS": str(latency_ms)},
        cwd=sandbox.home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_thirdparty(sandbox)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_S)


def slow_environment(sandbox: TrialSandbox) -> dict[str, str]:
    """Return what the sandbox tells its own third party, as far as it matters."""
    return {
        **clean_environment(),
        "SANDBOX_THIRDPARTY_PORT": sandbox.environment["SANDBOX_THIRDPARTY_PORT"],
        "SANDBOX_THIRDPARTY_SEED": str(SEED),
        "OTEL_SERVICE_NAME": "thirdparty",
        "OTEL_EXPORTER_OTLP_ENDPOINT": sandbox.collector_url,
    }


def wait_for_thirdparty(sandbox: TrialSandbox) -> None:
    """Wait until a third party answers."""
    health = {"thirdparty": f"{sandbox.address_of('THIRDPARTY')}/healthz"}
    wait_until_healthy(health, Supervisor(sandbox.home), PATIENCE_S)
