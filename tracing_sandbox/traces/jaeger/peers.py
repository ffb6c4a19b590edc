"""The traces that a trace is compared with: the healthy ones of its operation just before it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.explaining.newest import explain_next
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.judging.baseline import ENOUGH_TRACES
from tracing_sandbox.traces.judging.healthy import MOST, History
from tracing_sandbox.traces.judging.peer import Peer
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.trace import Trace

LOOK_BACK = timedelta(hours=1)
FETCHED = 2 * MOST
FETCHED_AT_MOST = 200
MOST_SPANS = 20_000
JUST_BEFORE = timedelta(microseconds=1)


def explain_from(client: JaegerClient, trace: Trace) -> Explanation:
    """Explain a trace by comparison with what the same Jaeger holds from just before it.

    Terminal and page both call this, so that they say the same. Raises what `JaegerClient` raises.
    """
    analysis = analyse(trace)
    return explain_next(look_back(client, analysis).history, analysis)


def find_fastest_peer(client: JaegerClient, trace: Trace) -> Trace | None:
    """Find the fastest of the traces that a trace is compared with; None where there are none."""
    peers = (peer.analysis for peer in find_peers(client, analyse(trace)))
    fastest = min(peers, key=lambda analysis: analysis.duration_ns, default=None)
    return fastest.trace if fastest else None


@no_collection()
def find_peers(client: JaegerClient, analysis: Analysis) -> Sequence[Peer]:
    """Find up to 20 healthy traces of the same operation and outcome from the hour before it.

    Later ones are left out: a trace must not change what it says when others come after it.
    """
    return look_back(client, analysis).peers


class Past(NamedTuple):
    """Traces from before another one, judged, and those that it can be compared with."""

    traces: Sequence[Trace]
    history: History
    peers: Sequence[Peer]


def look_back(client: JaegerClient, analysis: Analysis) -> Past:
    """Fetch the traces of the same operation from just before a trace, the newest of them.

    40, or 200 where fewer than five of those can be compared with it; of large traces fewer: as
    many as have about 20,000 spans if they are of its size.
    """
    most = MOST_SPANS // len(analysis.trace.spans)
    past = _judge(analysis, _fetch(client, analysis, min(FETCHED, most)))
    if most <= FETCHED or len(past.traces) < FETCHED or len(past.peers) >= ENOUGH_TRACES:
        return past
    return _judge(analysis, _fetch(client, analysis, min(FETCHED_AT_MOST, most)))


def _fetch(client: JaegerClient, analysis: Analysis, most: int) -> list[Trace]:
    if not most:
        return []
    root = analysis.tree.spans[analysis.tree.main]
    start = datetime.fromtimestamp(root.start_ns / 1e9, UTC)
    found = client.find_traces(
        root.service,
        most,
        since=start - LOOK_BACK,
        until=start - JUST_BEFORE,
        operation=root.name,
    )
    return [other for other in found if other.trace_id != analysis.trace.trace_id]


def _judge(analysis: Analysis, found: Sequence[Trace]) -> Past:
    history = History()
    history.add_all(found)
    return Past(found, history, history.peers(analysis))
