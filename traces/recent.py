"""The traces that a trace is compared with: the healthy ones of its operation just before it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from traces.analysis import Analysis, analyse
from traces.baseline import ENOUGH_TRACES
from traces.explanation import Explanation, explain_analysis
from traces.garbage import no_collection
from traces.healthy import MOST, History
from traces.jaeger import JaegerClient
from traces.peer import Peer, operation_of, outcome_of
from traces.trace import Trace

LOOK_BACK = timedelta(hours=1)
FETCHED = 2 * MOST
SEARCHED = 200
MOST_SPANS = 20_000
JUST_BEFORE = timedelta(microseconds=1)


def explain_from(client: JaegerClient, trace: Trace) -> Explanation:
    """Explain a trace by comparison with what the same Jaeger holds from just before it.

    Terminal and page both call this, so that they say the same. Raises what `JaegerClient` raises.
    """
    return explain_analysis(analyse(trace), find_peers(client, trace))


@no_collection()
def find_peers(client: JaegerClient, trace: Trace) -> Sequence[Peer]:
    """Find up to 20 healthy traces of the same operation and outcome from the hour before it.

    Later ones are left out: a trace must not change what it says when others come after it.
    """
    history = History()
    history.add_all(fetch_before(client, trace))
    return history.peers(analyse(trace))


def fetch_before(client: JaegerClient, trace: Trace) -> list[Trace]:
    """Fetch the traces of the same operation from just before a trace, the newest of them.

    40, or 200 where fewer than five of those can be compared with it; of large traces fewer: as
    many as have about 20,000 spans if they are of its size.
    """
    analysis = analyse(trace)
    most = MOST_SPANS // len(trace.spans)
    found = _fetch(client, analysis, min(FETCHED, most))
    if most <= FETCHED or len(found) < FETCHED or _has_enough(analysis, found):
        return found
    return _fetch(client, analysis, min(SEARCHED, most))


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


def _has_enough(analysis: Analysis, found: Iterable[Trace]) -> bool:
    history = History()
    history.add_all(found)
    return len(history.peers(analysis)) >= ENOUGH_TRACES


def explain_listed(client: JaegerClient, newest_first: Sequence[Trace]) -> list[Explanation]:
    """Explain each trace of a list as `explain_from` would, but ask Jaeger once for like ones.

    Raises what `JaegerClient` raises.
    """
    oldest = {}
    for trace in newest_first:
        analysis = analyse(trace)
        oldest[operation_of(analysis), outcome_of(analysis)] = trace
    older = [other for trace in oldest.values() for other in fetch_before(client, trace)]
    return explain_newest(newest_first, older)


@no_collection()
def explain_newest(newest_first: Sequence[Trace], older: Iterable[Trace] = ()) -> list[Explanation]:
    """Explain each trace of a list by comparison with the healthy ones before it.

    Those are taken from the list itself, and from `older` traces, in whatever order.
    """
    listed = {trace.trace_id for trace in newest_first}
    history = History()
    history.add_all({each.trace_id: each for each in older if each.trace_id not in listed}.values())
    explained = []
    for trace in reversed(newest_first):
        analysis = analyse(trace)
        explanation = explain_analysis(analysis, history.peers(analysis))
        history.add(analysis, explanation.blame)
        explained.append(explanation)
    return explained[::-1]
