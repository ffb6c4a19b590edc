"""Asks the doctor about one trace, with the other parts of its request and what is usual there."""

from tracing_sandbox.doctor import Finding, choose_healthy, diagnose
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.surroundings import fetch_alike, fetch_around
from tracing_sandbox.traces.reading.trace import Trace


def find_findings(client: JaegerClient, trace: Trace) -> tuple[Finding, ...]:
    """Return what is wrong with the tracing of one request."""
    around = fetch_around(client, [trace])
    others = {each.trace_id: each for each in (*fetch_alike(client, around), *around)}
    others.pop(trace.trace_id, None)
    healthy = choose_healthy(list(others.values()))
    return diagnose(around, None, healthy).of([trace.trace_id]).findings
