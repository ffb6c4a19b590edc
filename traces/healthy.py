"""The healthy among recent traces; what `explain` compares a trace with."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from traces.analysis import Analysis, analyse
from traces.baseline import Peer, build_baseline, operation_of
from traces.blame import Blame
from traces.critical_path import Likeness
from traces.garbage import no_collection
from traces.hidden import look_at
from traces.judge import judge
from traces.trace import Trace

MOST = 20


class History:
    """The last 20 healthy traces of each operation, seen one after the other in time.

    A trace is healthy if it is whole, did not fail, and is not blamed by comparison with the
    healthy ones before it; the first ones are judged by the rule for a trace on its own.
    """

    def __init__(self, most: int = MOST) -> None:
        self._healthy: dict[Likeness, deque[Peer]] = defaultdict(lambda: deque(maxlen=most))

    def peers(self, analysis: Analysis) -> Sequence[Peer]:
        """List the healthy traces of the same operation so far."""
        return list(self._healthy[operation_of(analysis)])

    def add(self, analysis: Analysis, blame: Blame | None) -> None:
        """Take note of the next trace, and of what it is blamed for."""
        if blame is None and analysis.is_complete and not analysis.failed:
            self._healthy[operation_of(analysis)].append(Peer(analysis))

    def traces(self) -> list[Trace]:
        """List all healthy traces, by operation and age."""
        return [peer.analysis.trace for kept in self._healthy.values() for peer in kept]


@no_collection()
def pick_healthy(recent: Iterable[Trace], most: int = MOST) -> list[Trace]:
    """Choose the healthy traces, up to so many of each operation, the newest of them.

    An operation that is slow by nature, half a second in one part, finds no healthy trace so; give
    its traces to `explain` without choosing.
    """
    history = History(most)
    for trace in sorted((trace for trace in recent if trace.spans), key=_start_ns):
        analysis = analyse(trace)
        baseline = build_baseline(history.peers(analysis))
        history.add(analysis, judge(analysis, look_at(analysis), baseline))
    return history.traces()


def _start_ns(trace: Trace) -> tuple[int, str]:
    return (min(span.start_ns for span in trace.spans), trace.trace_id)
