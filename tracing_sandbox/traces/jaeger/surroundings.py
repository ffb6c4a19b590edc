"""What else a Jaeger holds from about the time of some traces; the doctor joins parts of one."""

from collections.abc import Iterable, Sequence

from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong
from tracing_sandbox.traces.measuring.figures import HOUR, SECOND
from tracing_sandbox.traces.measuring.tree import build_tree
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

BEFORE_NS = 5 * SECOND
AFTER_NS = 10 * SECOND
MOST_AROUND = 400
FEWER = (100, 25, 8)
OF_AN_OPERATION = 60
MOST_OPERATIONS = 8
REQUESTS = ("server", "consumer")


def fetch_around(client: JaegerClient, traces: Sequence[Trace]) -> list[Trace]:
    """Fetch what has a span from about the time of these traces, and these first.

    Raises what `JaegerClient` raises.
    """
    since = min(span.start_ns for trace in traces for span in trace.spans) - BEFORE_NS
    until = max(span.end_ns for trace in traces for span in trace.spans) + AFTER_NS
    return _distinct([*traces, *_fetch(client, since, until)])


def _fetch(client: JaegerClient, since: int, until: int) -> list[Trace]:
    """Fetch a time's traces, fewer of them where the answer is too long."""
    for count in (MOST_AROUND, *FEWER):
        try:
            return client.find_traces(None, count, since=since, until=until)
        except AnswerTooLong:
            continue
    return []


def fetch_alike(client: JaegerClient, traces: Sequence[Trace]) -> list[Trace]:
    """Fetch traces of the same requests from the hour before these and until now.

    Not of other work that begins traces: what it was a part of would not come with it.
    Raises what `JaegerClient` raises.
    """
    since = min(span.start_ns for trace in traces for span in trace.spans) - HOUR
    found_roots = (root for root in map(_root_of, traces) if root.kind in REQUESTS)
    roots = {(root.service, root.name): root for root in found_roots}
    found: list[Trace] = []
    for service, name in list(roots)[:MOST_OPERATIONS]:
        found += client.find_traces(service, OF_AN_OPERATION, since=since, operation=name)
    return _distinct(found)


def _root_of(trace: Trace) -> Span:
    tree = build_tree(trace)
    return tree.spans[tree.main]


def _distinct(traces: Iterable[Trace]) -> list[Trace]:
    return list({trace.trace_id: trace for trace in reversed(list(traces))}.values())[::-1]
