"""The healthy among a row of traces; each is compared with those before it."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

from tracing_sandbox.traces.judging.baseline import build_baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.habit import Cause, Habits, cause_of
from tracing_sandbox.traces.judging.judge import judge
from tracing_sandbox.traces.judging.outcome import Outcome, is_comparable, outcome_of
from tracing_sandbox.traces.judging.peer import Peer, operation_of
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.measuring.hidden import look_at
from tracing_sandbox.traces.measuring.kinship import Likeness
from tracing_sandbox.traces.reading.trace import Trace

MOST = 20
MOST_RECURRING = 3


class Past:
    """What is remembered of one operation and outcome: its healthy traces, and its habits."""

    def __init__(self, most: int) -> None:
        self.healthy: deque[Peer] = deque(maxlen=most)
        self.recurring: deque[Peer] = deque(maxlen=MOST_RECURRING)
        self.blamed: dict[Cause, deque[Peer]] = {}
        self.habits = Habits()


class History:
    """The last 20 healthy traces of each operation and outcome, seen one after the other in time.

    A trace is healthy if it is whole, did not fail, and is not blamed by comparison with the
    healthy ones before it; the first ones are judged by the rule for a trace on its own. So an
    operation that is always slow, half a second in one part, has no healthy trace. What recurs is
    usual as well: of traces that are blamed for a habit the last three are kept beside the 20.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._past: dict[Likeness, dict[Outcome, Past]] = defaultdict(dict)

    def peers(self, analysis: Analysis) -> Sequence[Peer]:
        """List the last healthy traces so far that this one can be compared with."""
        own, failed = outcome_of(analysis), analysis.failed
        pasts = [
            past
            for other, past in self._past[operation_of(analysis)].items()
            if is_comparable(own, other, failed=failed)
        ]
        healthy = sorted((peer for past in pasts for peer in past.healthy), key=_start_ns)
        return [*(peer for past in pasts for peer in past.recurring), *healthy[-self._most :]]

    def judge(self, analysis: Analysis) -> Blame | None:
        """Judge a trace beside those."""
        return judge(analysis, look_at(analysis), build_baseline(self.peers(analysis)))

    def add(self, analysis: Analysis, blame: Blame | None) -> bool:
        """Take note of the next trace, and of its blame; say whether that is a habit."""
        if not analysis.may_be_healthy:
            return False
        past = self._past[operation_of(analysis)].setdefault(outcome_of(analysis), Past(self._most))
        is_habit = past.habits.note(analysis.times.starts[analysis.tree.main], blame)
        if blame is None:
            past.healthy.append(Peer(analysis))
            return False
        alike = past.blamed.setdefault(cause_of(blame), deque(maxlen=MOST_RECURRING))
        if is_habit:
            past.recurring.extend(alike)
        alike.append(Peer(analysis))
        return is_habit

    def add_all(self, traces: Iterable[Trace]) -> None:
        """Judge traces and take note of them, the oldest first."""
        for trace in sorted((trace for trace in traces if trace.spans), key=began_at):
            analysis = analyse(trace)
            self.add(analysis, self.judge(analysis))


def began_at(trace: Trace) -> tuple[int, str]:
    """Give the order of traces in time."""
    return (min(span.start_ns for span in trace.spans), trace.trace_id)


def _start_ns(peer: Peer) -> int:
    return peer.analysis.times.starts[peer.analysis.tree.main]
