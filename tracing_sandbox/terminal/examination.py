"""Fetches what the doctor looks at, and asks again while more may come; `doctor` shows it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracing_sandbox.doctor import (
    Circumstances,
    Diagnosis,
    Edges,
    Finding,
    choose_healthy,
    diagnose,
)
from tracing_sandbox.doctor.kinds import REQUEST_ID
from tracing_sandbox.doctor.probes.canary import CANARY
from tracing_sandbox.doctor.surroundings import diagnose_around
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.running.circumstances import look_around
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import read_settings
from tracing_sandbox.terminal.file_view import read_file
from tracing_sandbox.terminal.named_trace import fetch_trace
from tracing_sandbox.terminal.trace_view import asking_jaeger
from tracing_sandbox.traces.jaeger.arrival import EXPECTED_WITHIN_S, SETTLED_AFTER_S
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.period import of_service
from tracing_sandbox.traces.jaeger.searching.newest import find_newest
from tracing_sandbox.traces.jaeger.searching.search import Search
from tracing_sandbox.traces.reading.trace import Trace

PAUSE_S = 0.5
MOST_READ = 1_000

Look = Callable[[], Circumstances]


@dataclass(frozen=True)
class Question:
    """What the doctor is asked: with which edges, and what is known beside the traces."""

    edges: Edges | None
    look_around: Look


def examine_file(file: Path, service: str | None, question: Question) -> Diagnosis:
    """Diagnose the traces of a file; what is usual is learnt from the healthy ones among them."""
    traces = of_service(read_file(file).traces, service)
    if not traces:
        raise SandboxError(f"No trace in {file} goes through {service}.", "Leave --service out.")
    return diagnose(traces, question.edges, choose_healthy(traces, question.edges))


def examine_trace(addresses: Addresses, name: str, question: Question) -> Diagnosis:
    """Diagnose one trace of Jaeger's, with the other parts of its request."""
    with asking_jaeger(addresses.jaeger) as client:
        trace_id = fetch_trace(client, addresses, name).trace_id

        def fetch() -> list[Trace]:
            trace = client.find_trace(trace_id)
            return [trace] if trace else []

        return _until_settled(client, fetch, question)


def find_findings(addresses: Addresses, trace_id: str) -> tuple[Finding, ...]:
    """Ask the doctor about the trace of an order that was just placed."""
    sandbox = Sandbox(read_settings().home)
    return examine_trace(addresses, trace_id, Question(None, lambda: look_around(sandbox))).findings


def examine_newest(
    addresses: Addresses, service: str | None, last: int, question: Question
) -> Diagnosis:
    """Diagnose the newest traces, with the other parts of their requests."""
    search = Search(service=service or "")
    with asking_jaeger(addresses.jaeger) as client:
        if service:
            client.require_service(service)

        def fetch() -> list[Trace]:
            found = find_newest(client, search, last, most=MOST_READ, now_ns=time.time_ns())
            return [each.trace for each in found.kept if not _is_probe(each.trace)]

        return _until_settled(client, fetch, question)


def _is_probe(trace: Trace) -> bool:
    """Tell a canary's trace, which is ill on purpose."""
    ids = (str(span.attributes.get(REQUEST_ID, "")) for span in trace.spans)
    return any(each.startswith(CANARY) for each in ids)


def _until_settled(
    client: JaegerClient, fetch: Callable[[], list[Trace]], question: Question
) -> Diagnosis:
    """Diagnose again until no span is still to come of what seems ill.

    An SDK sends its spans every few seconds: what has not come yet looks as if it were lost.
    """
    deadline = time.monotonic() + EXPECTED_WITHIN_S + SETTLED_AFTER_S
    while True:
        wanted = fetch()
        if not wanted:
            raise SandboxError(
                f"Jaeger at {client.base_url} has no such trace.", f"Make one: {typed('order')}"
            )
        found = diagnose_around(client, wanted, question.edges, question.look_around())
        if time.monotonic() > deadline or not _is_young(found, wanted):
            return found
        time.sleep(PAUSE_S)


def _is_young(found: Diagnosis, wanted: Sequence[Trace]) -> bool:
    """Say whether more may come: of any trace for a while, of one that seems ill for longer."""
    healthy = set(found.healthy_ids)
    now_ns = time.time_ns()
    return any(
        now_ns - _ended(trace)
        < 1e9 * (SETTLED_AFTER_S if trace.trace_id in healthy else EXPECTED_WITHIN_S)
        for trace in wanted
    )


def _ended(trace: Trace) -> int:
    """Say when the last span of a trace ended; a clock that is ahead does not count."""
    return min(max(span.end_ns for span in trace.spans), time.time_ns())
