"""The traces that a trace is compared with: those of the same operation just before it."""

from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from traces.explanation import Explanation, explain
from traces.jaeger import JaegerClient
from traces.trace import Trace

MOST = 20
LOOK_BACK = timedelta(hours=1)


def explain_from(client: JaegerClient, trace: Trace) -> Explanation:
    """Explain a trace by comparison with what the same Jaeger holds from just before it.

    Terminal and page both call this, so that they say the same. Raises what `JaegerClient` raises.
    """
    return explain(trace, recent_traces(client, trace))


def recent_traces(client: JaegerClient, trace: Trace) -> list[Trace]:
    """Fetch up to 20 traces of the same operation that began in the hour before this one.

    Later ones are left out: a trace must not change what it says when others come after it.
    """
    root = explain(trace).root
    start = datetime.fromtimestamp(root.start_ns / 1e9, UTC)
    found = client.find_traces(
        root.service,
        MOST + 1,
        since=start - LOOK_BACK,
        until=start,
        operation=root.name,
    )
    return [peer for peer in found if peer.trace_id != trace.trace_id][:MOST]


def explain_newest(newest_first: Sequence[Trace]) -> list[Explanation]:
    """Explain each trace of a list by comparison with up to 20 older ones of its operation."""
    older: dict[str, deque[Trace]] = defaultdict(lambda: deque(maxlen=MOST))
    explained = []
    for trace in reversed(newest_first):
        peers = older[operation_of(trace)]
        explained.append(explain(trace, peers))
        peers.append(trace)
    return explained[::-1]


def operation_of(trace: Trace) -> str:
    """Name the operation of a trace by its first span without a parent, else its first span."""
    first = min(trace.spans, key=lambda span: (span.parent_id is not None, span.start_ns))
    return f"{first.service} {first.name}"
