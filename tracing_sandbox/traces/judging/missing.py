"""Calls that every healthy trace makes and this one does not; `judge` looks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracing_sandbox.traces.judging.baseline import ENOUGH_TRACES, Baseline
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.kinship import Likeness, likeness, server_of
from tracing_sandbox.traces.measuring.tree import NOBODY

FEWEST_SPANS = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """An operation that is not there, the span beneath which it always is, and how much is lost.

    `spans` are all that healthy traces always have and this one lacks, of `usual_spans`.
    """

    operation: Likeness
    above: int
    spans: int
    usual_spans: int


def find_missing(analysis: Analysis, baseline: Baseline | None) -> Missing | None:
    """Find the first call that was left out, if at least two spans of it are not there.

    At least five healthy traces all have it. A single span may as well have been lost on its way,
    and so may the answer to a call that was made: that was not left out.
    """
    if baseline is None or baseline.count < ENOUGH_TRACES or not analysis.is_complete:
        return None
    seen = _spans_by_operation(analysis)
    lost = {
        alike: count - len(seen.get(alike, ()))
        for alike, (count, _) in baseline.always.items()
        if count > len(seen.get(alike, ()))
    }
    spans = sum(lost.values())
    if spans < FEWEST_SPANS:
        return None
    usual = sum(count for count, _ in baseline.always.values())
    for alike in baseline.always:
        above = None if alike in seen else _left_out_beneath(analysis, seen, alike, baseline)
        if above is not None:
            return Missing(_callee(alike, seen, baseline), above, spans, usual)
    return None


def _spans_by_operation(analysis: Analysis) -> dict[Likeness, list[int]]:
    found: dict[Likeness, list[int]] = {}
    for index in analysis.tree.main_order:
        found.setdefault(likeness(analysis.tree.spans[index]), []).append(index)
    return found


def _left_out_beneath(
    analysis: Analysis,
    seen: Mapping[Likeness, Sequence[int]],
    alike: Likeness,
    baseline: Baseline,
) -> int | None:
    """Find the span that left an operation out; None if that was beneath one that is left out."""
    _, above = baseline.always[alike]
    if above is None or above not in seen:
        return None
    if above[1] != "client" or alike[1] != "server":
        return seen[above][0]
    if any(server_of(analysis.tree, call) == NOBODY for call in seen[above]):
        return None
    _, caller = baseline.always.get(above, (0, None))
    return seen[above if caller is None or caller not in seen else caller][0]


def _callee(alike: Likeness, seen: Mapping[Likeness, object], baseline: Baseline) -> Likeness:
    """Name a call that was left out by who would have answered it."""
    _, above = baseline.always[alike]
    if above is not None and above[0] != alike[0]:
        return alike
    answers = (
        other
        for other, (_, caller) in baseline.always.items()
        if caller == alike and other not in seen and other[0] != alike[0]
    )
    return next(answers, alike)


def lacks_a_usual_child(analysis: Analysis, span: int, baseline: Baseline) -> bool:
    """Say whether healthy traces always show something beneath such a span that is not here."""
    if baseline.count < ENOUGH_TRACES:
        return False
    own = likeness(analysis.tree.spans[span])
    seen = _spans_by_operation(analysis)
    return any(above == own and alike not in seen for alike, (_, above) in baseline.always.items())
