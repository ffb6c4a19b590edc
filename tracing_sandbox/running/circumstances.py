"""What a running sandbox tells beside its traces: its services' logs, its Collector's counters."""

import re
from pathlib import Path

from tracing_sandbox.doctor.circumstances import Circumstances
from tracing_sandbox.running.collector.account import ask_collector
from tracing_sandbox.running.containers.inside import COLLECTOR_METRICS, in_container
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.running.logs.records import read_with_older

# What the SDK logs of spans that it cannot send, and of a context that it loses.
TELLING = re.compile(r"\b(?:WARNING|ERROR)\b.*(?:export|[Qq]ueue|batch|detach)")
MOST_LINES = 2_000


def look_around(sandbox: Sandbox) -> Circumstances:
    """Read the logs of a native sandbox's parts, and ask its Collector; nothing where it is not."""
    if in_container():
        return Circumstances({}, _wrong_requests(COLLECTOR_METRICS))
    state = sandbox.state()
    metrics = state.collector_metrics if state else ""
    logs = sorted(sandbox.supervisor.logs.glob("*.log"))
    return Circumstances({log.stem: _telling_lines(log) for log in logs}, _wrong_requests(metrics))


def _telling_lines(log: Path) -> list[str]:
    return [line for line in read_with_older(log) if TELLING.search(line)][-MOST_LINES:]


def _wrong_requests(metrics: str) -> tuple[str, ...]:
    account = ask_collector(metrics) if metrics else None
    return tuple(one.sentence for one in account.wrong_requests) if account else ()
