"""The healthy among a row of traces; each is compared with those before it."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from tracing_sandbox.traces.judging.baseline import build_baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.judge import judge
from tracing_sandbox.traces.judging.peer import (
    Outcome,
    Peer,
    is_comparable,
    operation_of,
    outcome_of,
)
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.measuring.critical_path import Likeness
from tracing_sandbox.traces.measuring.hidden import look_at
from tracing_sandbox.traces.reading.trace import Trace

MOST = 20


class History:
    """The last 20 healthy traces of each operation and outcome, seen one after the other in time.

    A trace is healthy if it is whole, did not fail, and is not blamed by comparison with the
    healthy ones before it; the first ones are judged by the rule for a trace on its own. So an
    operation that is slow by nature, half a second in one part, has no healthy trace.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._healthy: dict[Likeness, dict[Outcome, deque[Peer]]] = defaultdict(dict)

    def peers(self, analysis: Analysis) -> Sequence[Peer]:
        """List the last healthy traces so far that this one can be compared with."""
        own, failed = outcome_of(analysis), analysis.failed
        kept = self._healthy[operation_of(analysis)].items()
        peers = [
            peer
            for other, some in kept
            if is_comparable(own, other, failed=failed)
            for peer in some
        ]
        return sorted(peers, key=_start_ns)[-self._most :]

    def add(self, analysis: Analysis, blame: Blame | None) -> None:
        """Take note of the next trace, and of what it is blamed for."""
        if blame is None and analysis.may_be_healthy:
            kept = self._healthy[operation_of(analysis)]
            peers = kept.setdefault(outcome_of(analysis), deque(maxlen=self._most))
            peers.append(Peer(analysis))

    def add_all(self, traces: Iterable[Trace]) -> None:
        """Judge traces and take note of them, the oldest first."""
        for trace in sorted((trace for trace in traces if trace.spans), key=began_at):
            analysis = analyse(trace)
            baseline = build_baseline(self.peers(analysis))
            self.add(analysis, judge(analysis, look_at(analysis), baseline))


def began_at(trace: Trace) -> tuple[int, str]:
    """Give the order of traces in time."""
    return (min(span.start_ns for span in trace.spans), trace.trace_id)


def _start_ns(peer: Peer) -> int:
    return peer.analysis.times.starts[peer.analysis.tree.main]
