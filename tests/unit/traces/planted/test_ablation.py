"""Spans are taken out of traces: no certain answer becomes wrong, and hardly any is lost for it."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.unit.traces.planted.causes import SHAPES
from tests.unit.traces.planted.healthy import HEALTHY
from tests.unit.traces.planted.known_truth import Case, Truth
from tests.unit.traces.planted.outcome import is_placed_right
from tests.unit.traces.planted.services import SERVICES_AT_FAULT
from tracing_sandbox.traces.explaining.explanation import Explanation, explain, explain_analysis
from tracing_sandbox.traces.judging.peer import Peer, is_peer
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

FIRST_SEED = 4_000
TRACES = 50
PAIRS = 2_000


def cases() -> Iterator[Case]:
    makers = [*SHAPES.values(), *SERVICES_AT_FAULT.values(), *HEALTHY.values()]
    for number in range(TRACES):
        case = makers[number % len(makers)](FIRST_SEED + number)
        if case.decidable and is_right(explain(case.trace, case.healthy), case.truth):
            yield case


def is_right(explanation: Explanation, truth: Truth | None) -> bool:
    blame = explanation.blame
    if truth is None or blame is None:
        return truth is None and blame is None
    return is_placed_right(blame, truth)


def outcomes(case: Case, cuts: Sequence[frozenset[str]]) -> Iterator[str]:
    peers = [Peer(analyse(trace)) for trace in case.healthy]
    for cut in cuts:
        left = tuple(span for span in case.trace.spans if span.span_id not in cut)
        if not left:
            continue
        analysis = analyse(Trace(case.trace.trace_id, left))
        alike = [peer for peer in peers if is_peer(analysis, peer.analysis)]
        yield outcome(case, cut, explain_analysis(analysis, alike))


def outcome(case: Case, cut: frozenset[str], explanation: Explanation) -> str:
    if is_right(explanation, case.truth):
        return "right"
    blame = explanation.blame
    if blame is None:
        return "cannot tell" if is_near(case, cut) else "needless"
    if not blame.certain or names_what_is_left(case, cut, explanation):
        return "doubtful"
    return "wrong"


def names_what_is_left(case: Case, cut: frozenset[str], explanation: Explanation) -> bool:
    """Where the culprit itself is gone, its time is that of the nearest span above, as all see.

    A span that failed has failed, whatever else is gone.
    """
    blame = explanation.blame
    assert blame is not None
    if blame.kind == "error":
        return True
    nearest = {near(case.trace, span, cut) for span in culprits(case) if span.span_id in cut}
    return blame.span.span_id in nearest


def culprits(case: Case) -> list[Span]:
    truth = case.truth
    if truth is None:
        return []
    return [
        span
        for span in case.trace.spans
        if span.service in truth.services and truth.operation in (None, span.name)
    ]


def near(trace: Trace, span: Span, cut: frozenset[str]) -> str | None:
    by_id = {each.span_id: each for each in trace.spans}
    at: str | None = span.span_id
    while at in cut:
        at = by_id[at].parent_id
    return at


def is_near(case: Case, cut: frozenset[str]) -> bool:
    """Say whether what was taken out ran while a culprit did, or is one."""
    gone = [span for span in case.trace.spans if span.span_id in cut]
    return any(
        lost.start_ns < span.end_ns and span.start_ns < lost.end_ns
        for span in culprits(case)
        for lost in gone
    )


def test_every_single_span_and_2000_pairs_taken_out_make_no_certain_answer_wrong() -> None:
    rng = random.Random(11)
    counts: Counter[str] = Counter()
    chosen = list(cases())
    for case in chosen:
        ids = sorted({span.span_id for span in case.trace.spans})
        pairs = PAIRS // len(chosen) + 1 if len(ids) > 1 else 0
        cuts = [frozenset({each}) for each in ids]
        cuts += [frozenset(rng.sample(ids, 2)) for _ in range(pairs)]
        counts.update(outcomes(case, cuts))
    assert len(chosen) >= TRACES * 9 // 10
    assert counts["wrong"] == 0
    assert counts["needless"] * 100 <= 5 * counts.total()
