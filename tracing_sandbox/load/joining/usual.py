"""What is usual in a run: its healthy traces, chosen when all of them are known."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from tracing_sandbox.load.measuring.latency import usual_of
from tracing_sandbox.traces.judging.healthy import History
from tracing_sandbox.traces.judging.outcome import Outcome, outcome_of
from tracing_sandbox.traces.judging.peer import Peer, operation_of
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.kinship import Likeness

# Of the last 20 it is known what one in 20 takes; among thousands of traces that is not rare.
COMPARED_WITH = 100

Kind: TypeAlias = tuple[Likeness, Outcome]


def with_peers(in_time: Sequence[Analysis]) -> Iterator[tuple[Analysis, Sequence[Peer]]]:
    """Give each trace with the last healthy ones before it; the first ones with those after."""
    first, later = split_first(healthy_among(in_time))
    history, following = History(COMPARED_WITH), {each.trace.trace_id for each in later}
    for analysis in first:
        history.add(analysis, None)
    for analysis in in_time:
        yield analysis, [peer for peer in history.peers(analysis) if peer.analysis is not analysis]
        if analysis.trace.trace_id in following:
            history.add(analysis, None)


def healthy_among(analyses: Sequence[Analysis]) -> list[Analysis]:
    """Choose the traces that are not blamed, in the order given.

    They are judged from the most usual one on, each beside the last healthy ones before it. In the
    order of time an ill trace among the first, which is judged beside none or beside others that
    were slow, could become what all later ones are measured by.
    """
    history, chosen = History(COMPARED_WITH), set()
    for analysis in most_usual_first(analyses):
        if analysis.may_be_healthy and history.judge(analysis) is None:
            history.add(analysis, None)
            chosen.add(analysis.trace.trace_id)
    return [analysis for analysis in analyses if analysis.trace.trace_id in chosen]


def most_usual_first(analyses: Sequence[Analysis]) -> list[Analysis]:
    """Sort traces by how far they are from what is usual for their operation and outcome."""
    usual_ns = usual_of((kind_of(each), each.duration_ns) for each in analyses)
    return sorted(analyses, key=lambda each: abs(each.duration_ns - usual_ns[kind_of(each)]))


def split_first(healthy: Sequence[Analysis]) -> tuple[list[Analysis], list[Analysis]]:
    """Split off those of each operation and outcome with which the first ones are compared."""
    seen: Counter[Kind] = Counter()
    first: list[Analysis] = []
    later: list[Analysis] = []
    for analysis in healthy:
        kind = kind_of(analysis)
        seen[kind] += 1
        (first if seen[kind] <= COMPARED_WITH else later).append(analysis)
    return first, later


def kind_of(analysis: Analysis) -> Kind:
    """Name what a trace is compared by."""
    return operation_of(analysis), outcome_of(analysis)
