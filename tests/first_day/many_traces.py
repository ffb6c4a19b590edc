"""Thousands of small traces, sent to a running sandbox at once, as its own traffic would be."""

import secrets
import time
from typing import Any

import requests

from tests.browser.otlp import SEND_S, MadeSpan, as_document
from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.traces.jaeger.client import JaegerClient

BATCH = 500
ARRIVAL_S = 60.0


def send_traces(sandbox: TrialSandbox, traces: list[tuple[list[MadeSpan], float]]) -> list[str]:
    """Send traces, each with when it began; return their ids as soon as Jaeger holds all."""
    ids = [secrets.token_hex(16) for _ in traces]
    documents = [
        as_document(trace_id, spans, int(began_s * 1e9))
        for trace_id, (spans, began_s) in zip(ids, traces, strict=True)
    ]
    for first in range(0, len(documents), BATCH):
        send(sandbox, documents[first : first + BATCH])
    client = JaegerClient(sandbox.jaeger_url)
    wait_until(lambda: client.find_trace(ids[-1]), "the last trace in Jaeger", ARRIVAL_S)
    wait_until(lambda: client.find_trace(ids[0]), "the first trace in Jaeger", ARRIVAL_S)
    client.close()
    return ids


def send(sandbox: TrialSandbox, documents: list[dict[str, Any]]) -> None:
    """Send documents as one, in their order."""
    merged = {"resourceSpans": [each for one in documents for each in one["resourceSpans"]]}
    answer = requests.post(f"{sandbox.collector_url}/v1/traces", json=merged, timeout=SEND_S)
    assert answer.status_code == 200, answer.text


def request_spans(
    service: str, took_ms: float, *, failed: bool = False, **attributes: Any
) -> list[MadeSpan]:
    """A request of two steps."""
    root = MadeSpan(service, "GET reports", 0, took_ms, kind="server", attributes=attributes)
    root.error = failed
    return [root, MadeSpan(service, "collect", 1, took_ms - 1, root, error=failed)]


def hours_ago(hours: float) -> float:
    """Return a moment, in seconds since 1970."""
    return time.time() - hours * 3600
