"""Work of a request that began a trace of its own inside its service; two rules explain it.

The lost root is INTERNAL, CLIENT or PRODUCER, and begins while its own service serves a request in
another trace, or just after, while the caller still reads the answer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracing_sandbox.doctor.case import TOLERANCE_NS, Case
from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.edges import label_of
from tracing_sandbox.doctor.finding import Confidence, Finding, Key, key_of, report
from tracing_sandbox.doctor.kinds import INSTANCE
from tracing_sandbox.doctor.knowledge import NOT_CARRIED
from tracing_sandbox.traces.measuring.part import label
from tracing_sandbox.traces.reading.span import Span

JUST_AFTER_NS = 1_000_000_000
THREAD = "thread.id"


@dataclass(frozen=True, slots=True)
class Strays:
    """The lost roots of one request; `is_streamed` says that they ran in a generator or await."""

    server: Span
    roots: Sequence[Span]
    is_streamed: bool
    confidence: Confidence
    evidence: tuple[str, ...]


def find_strays(chart: Chart) -> Iterator[Strays]:
    """Yield the requests of which work was lost into other traces."""
    groups: dict[Key, list[Span]] = defaultdict(list)
    servers: dict[Key, Span] = {}
    for root in chart.case.roots:
        if root.kind not in ("internal", "client", "producer") or not chart.is_open(root):
            continue
        if server := _request_of(chart.case, root):
            groups[key_of(server)].append(root)
            servers[key_of(server)] = server
    for key, roots in groups.items():
        yield _judge(chart.case, servers[key], roots)


def _request_of(case: Case, root: Span) -> Span | None:
    """Find the request that a lost root belongs to: with whom it shares most, else who lacks it.

    Else it is the one that began last.
    """
    if label_of(root) in case.knowledge.roots:
        return None
    around = [
        server
        for servers in case.servers.values()
        for server in servers
        if _is_of_process(server, root) and _is_around(case, server, root)
    ]
    alone = _shared_alone(case, around, root)

    def how_near(server: Span) -> tuple[int, bool, int]:
        return alone[key_of(server)], _lacks(case, server, root), case.start(server)

    return max(around, key=how_near, default=None)


def _shared_alone(case: Case, servers: Sequence[Span], root: Span) -> dict[Key, int]:
    """Count what a lost root shares with each request and with no other: an order's id, say."""
    own = _marks(case, root)
    shared = {key_of(server): own & _marks(case, server) for server in servers}
    holders = Counter(mark for marks in shared.values() for mark in marks)
    return {key: sum(holders[mark] == 1 for mark in marks) for key, marks in shared.items()}


def _marks(case: Case, head: Span) -> set[tuple[str, str]]:
    """List the attributes at and beneath a span that say what it is about."""
    return {
        (key, str(value))
        for span in (head, *case.beneath(head))
        for key, value in span.attributes.items()
        if not key.startswith(NOT_CARRIED)
    }


def _is_of_process(server: Span, root: Span) -> bool:
    if server.service != root.service or server.trace_id == root.trace_id:
        return False
    ids = [str(span.resource.get(INSTANCE) or "") for span in (server, root)]
    return ids[0] == ids[1] or "" in ids


def _is_around(case: Case, server: Span, root: Span) -> bool:
    """Say whether a root begins within a request, or just after it while its caller listens."""
    starts, ends = case.start(server), case.end(server)
    begins = case.start(root)
    if starts <= begins <= ends:
        return True
    caller = case.parent(server)
    if caller is not None and begins <= case.end(caller) + TOLERANCE_NS:
        return begins >= starts
    known = label_of(root) in case.knowledge.labels
    return known and ends < begins <= ends + JUST_AFTER_NS


def _lacks(case: Case, server: Span, root: Span) -> bool:
    """Say whether the request usually has such a span beneath it, and has none."""
    wanted = label_of(root)
    if not case.knowledge.parents_of(wanted):
        return False
    return all(label_of(each) != wanted for each in case.beneath(server))


def _judge(case: Case, server: Span, roots: Sequence[Span]) -> Strays:
    after = [root for root in roots if case.start(root) >= case.end(server)]
    own = server.attributes.get(THREAD)
    threads = {root.attributes.get(THREAD) for root in roots} - {None}
    lacks = all(_lacks(case, server, root) for root in roots)
    confidence: Confidence = "certain" if lacks else "likely"
    if own is not None and threads:
        same = threads == {own}
        told = "the same thread" if same else "another thread"
        return Strays(server, roots, same, confidence, (f"{THREAD}: they ran in {told}",))
    if after:
        told = "the request's span had ended when they began: its answer was streamed"
        return Strays(server, roots, True, confidence, (told,))
    told = "they began while the request was served"
    return Strays(server, roots, False, confidence, (told,))


def tell(strays: Strays, rule: str, sentence: str) -> Finding:
    """Build the finding of lost work."""
    server = strays.server
    roots = [f"{label(r.service, r.name)} begins trace {r.trace_id}" for r in strays.roots]
    within = f"served meanwhile: {label(server.service, server.name)} in trace {server.trace_id}"
    return report(
        rule,
        sentence,
        (*roots, within, *strays.evidence),
        [server, *strays.roots],
        service=server.service,
        confidence=strays.confidence,
    )


def names_of(strays: Strays) -> str:
    """Name the lost work in a sentence."""
    names = list(dict.fromkeys(root.name for root in strays.roots))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(label("", name) for name in names[:3]) + more
