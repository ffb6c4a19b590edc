"""Locust's shoppers order without a failure, and each order has its whole trace."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.traces_of import wait_for_whole_traces
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.settings import PROJECT
from tracing_sandbox.traces.jaeger.client import JaegerClient

SHOPPING = (
    "-f",
    "loadtest/locustfile.py",
    "--headless",
    "--users",
    "20",
    "--spawn-rate",
    "20",
    "--run-time",
    "6s",
)


def test_every_order_of_the_shoppers_has_its_whole_trace(
    sandbox: TrialSandbox, jaeger: JaegerClient, tmp_path: Path
) -> None:
    log = tmp_path / "orders.jsonl"
    finished = subprocess.run(
        [sys.executable, "-m", "locust", *SHOPPING, "--trace-log", str(log)],
        cwd=PROJECT,
        env={**os.environ, "SANDBOX_FRONTEND_URL": sandbox.frontend_url},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    orders = [json.loads(line) for line in log.read_text().splitlines()]
    assert finished.returncode == 0, finished.stderr
    assert {order["status"] for order in orders} <= {201, 409}
    assert orders
    wait_for_whole_traces(jaeger, [order["trace_id"] for order in orders])
