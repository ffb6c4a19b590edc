"""The traces that a trace is compared with: the healthy ones of its operation just before it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from traces.analysis import analyse
from traces.explanation import Explanation, explain, explain_analysis
from traces.garbage import no_collection
from traces.healthy import MOST, History, pick_healthy
from traces.jaeger import JaegerClient
from traces.trace import Trace

LOOK_BACK = timedelta(hours=1)
FETCHED = 2 * MOST
MOST_SPANS = 20_000
JUST_BEFORE = timedelta(microseconds=1)


def explain_from(client: JaegerClient, trace: Trace) -> Explanation:
    """Explain a trace by comparison with what the same Jaeger holds from just before it.

    Terminal and page both call this, so that they say the same. Raises what `JaegerClient` raises.
    """
    return explain(trace, recent_traces(client, trace))


def recent_traces(client: JaegerClient, trace: Trace) -> list[Trace]:
    """Fetch up to 20 healthy traces of the same operation from the hour before this one.

    Later ones are left out: a trace must not change what it says when others come after it.
    Of large traces there are fewer, as many as have about 20,000 spans if they are of its size.
    """
    fetched = min(FETCHED, MOST_SPANS // len(trace.spans))
    if not fetched:
        return []
    tree = analyse(trace).tree
    root = tree.spans[tree.main]
    start = datetime.fromtimestamp(root.start_ns / 1e9, UTC)
    found = client.find_traces(
        root.service,
        fetched,
        since=start - LOOK_BACK,
        until=start - JUST_BEFORE,
        operation=root.name,
    )
    return pick_healthy(peer for peer in found if peer.trace_id != trace.trace_id)


@no_collection()
def explain_newest(newest_first: Sequence[Trace]) -> list[Explanation]:
    """Explain each trace of a list by comparison with the healthy, older ones of its operation."""
    history = History()
    explained = []
    for trace in reversed(newest_first):
        analysis = analyse(trace)
        explanation = explain_analysis(analysis, history.peers(analysis))
        history.add(analysis, explanation.blame)
        explained.append(explanation)
    return explained[::-1]
