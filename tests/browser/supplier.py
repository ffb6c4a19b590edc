"""The third party of a running sandbox, slowed by hand or taken away, and put back afterwards."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from tests.waiting import wait_until
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.running.trial import TrialSandbox, clean_environment

STOP_S = 30
# Each comes with jitter: this seed's first latencies are close to what was asked for.
SEED = 1


@contextmanager
def no_supplier(sandbox: TrialSandbox) -> Iterator[None]:
    """Take the third party away."""
    supervisor = Supervisor(sandbox.home)
    supervisor.stop_part("thirdparty")
    supervisor.await_stop()
    try:
        yield
    finally:
        supervisor.start_parts()
        wait_until(lambda: answers(sandbox), "the third party to be back", STOP_S)


@contextmanager
def slow_supplier(sandbox: TrialSandbox, latency_ms: float) -> Iterator[None]:
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
        wait_until(lambda: answers(sandbox), "the slow third party to answer", STOP_S)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_S)


def slow_environment(sandbox: TrialSandbox) -> dict[str, str]:
    """Return what the sandbox tells its own third party, as far as it matters."""
    told = sandbox.environment
    return {
        **clean_environment(),
        "SANDBOX_THIRDPARTY_PORT": told["SANDBOX_THIRDPARTY_PORT"],
        "SANDBOX_THIRDPARTY_SEED": str(SEED),
        "OTEL_SERVICE_NAME": "thirdparty",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{told['SANDBOX_OTLP_HTTP_PORT']}",
    }


def answers(sandbox: TrialSandbox) -> bool:
    """Ask the third party's health check."""
    port = sandbox.environment["SANDBOX_THIRDPARTY_PORT"]
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).ok
    except requests.RequestException:
        return False
