"""One trace explained: where its time went and what is wrong with it; terminal and page draw it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracing_sandbox.traces.explaining.answer import answer_for, short_answer_for
from tracing_sandbox.traces.explaining.failed_spans import count_failed
from tracing_sandbox.traces.explaining.slices import Slice, cut_by_owner
from tracing_sandbox.traces.explaining.uncertainty import add_doubt
from tracing_sandbox.traces.judging.baseline import build_baseline
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.judge import judge
from tracing_sandbox.traces.judging.peer import Peer, name_with_peers, peers_of
from tracing_sandbox.traces.judging.prediction import Prediction, look_ahead
from tracing_sandbox.traces.judging.problem import Problem, find_problems
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.measuring.hidden import look_at
from tracing_sandbox.traces.measuring.part import Charge, Names, label
from tracing_sandbox.traces.measuring.row import Row, build_rows
from tracing_sandbox.traces.reading.garbage import no_collection
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace


class PathSegment(NamedTuple):
    """A stretch of the critical path; times in nanoseconds since the root's start.

    `certain` is false where the trace cannot show that anything waited for it.
    """

    span: Span
    kind: str
    start_ns: int
    end_ns: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a trace says. `answer` always; `blame` only where something is wrong.

    `prediction` says how long it would have taken without what is blamed, and `runner_up` what
    would be wrong then; both need healthy traces. `complete` is false where spans are missing or
    unreadable. `duration_ns` is that of `root`, the explained span: the longest root, or the
    longest orphan where the root is missing. `charges` say what each part took of the critical
    path, most first; they add up to the duration. `slices` say the same by owner, and what of it
    missing spans hide. `compared_with` counts the healthy traces that it was compared with.
    `names` are those of the services at the addresses that were called.
    """

    trace_id: str
    complete: bool
    duration_ns: int
    start_ns: int
    services: tuple[str, ...]
    root: Span
    path: tuple[PathSegment, ...]
    charges: tuple[Charge, ...]
    slices: tuple[Slice, ...]
    answer: str
    short_answer: str
    blame: Blame | None
    prediction: Prediction | None
    runner_up: Blame | None
    problems: tuple[Problem, ...]
    rows: tuple[Row, ...]
    compared_with: int
    names: Names

    @property
    def rule(self) -> str:
        """Name the rule by which the trace was judged."""
        return "healthy-traces" if self.compared_with else "alone"

    @property
    def comparison(self) -> str:
        """Say what the trace was compared with; empty where there was nothing."""
        if not self.compared_with:
            return ""
        traces = "trace" if self.compared_with == 1 else "traces"
        operation = label(self.root.service, self.root.name)
        return f"Compared with {self.compared_with} healthy {traces} of {operation}."

    @property
    def blamed(self) -> str:
        """Say what is wrong, how it would be without that, and what would be wrong then."""
        said = (self.blame, self.prediction, self.runner_up)
        return " ".join(each.sentence for each in said if each)

    @property
    def error_count(self) -> int:
        """Count the spans that failed; a refusal is no failure."""
        return count_failed(row.span for row in self.rows)


@no_collection()
def explain(trace: Trace, healthy: Iterable[Trace] = ()) -> Explanation:
    """Explain one trace, by comparison with healthy ones where there are any.

    Of `healthy`, those count that are of the same operation and outcome, whole, and did not fail.
    They are believed to be healthy: where there are only recent ones, `History` chooses among them.
    Raises `EmptyTrace` if the trace holds no span. The cost is linear but for sorting.
    """
    analysis = analyse(trace)
    return explain_analysis(analysis, peers_of(analysis, healthy))


def explain_analysis(analysis: Analysis, peers: Sequence[Peer]) -> Explanation:
    """Explain a trace that is measured already, as its healthy peers are."""
    analysis = name_with_peers(analysis, peers)
    sight = look_at(analysis)
    baseline = build_baseline(peers)
    blame = judge(analysis, sight, baseline)
    outlook = look_ahead(analysis, blame, baseline)
    blame = add_doubt(analysis, blame) if blame else None
    tree = analysis.tree
    return Explanation(
        trace_id=analysis.trace.trace_id,
        complete=analysis.is_complete,
        duration_ns=analysis.duration_ns,
        start_ns=analysis.times.starts[tree.main],
        services=tuple(sorted({span.service for span in tree.spans})),
        root=tree.spans[tree.main],
        path=tuple(_path(analysis)),
        charges=analysis.charges,
        slices=cut_by_owner(sight, tree.spans),
        answer=answer_for(analysis, sight, blame, baseline),
        short_answer=short_answer_for(analysis, sight, blame),
        blame=blame,
        prediction=outlook.prediction,
        runner_up=outlook.runner_up,
        problems=tuple(find_problems(analysis)),
        rows=build_rows(analysis),
        names=analysis.names,
        compared_with=len(peers),
    )


def _path(analysis: Analysis) -> Iterator[PathSegment]:
    spans, origin = analysis.tree.spans, analysis.times.starts[analysis.tree.main]
    for span, kind, start_ns, end_ns, certain in analysis.segments:
        yield PathSegment(spans[span], kind, start_ns - origin, end_ns - origin, certain)
