"""Calls that every healthy trace makes and this one does not; `judge` looks for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracing_sandbox.traces.judging.baseline import ENOUGH_TRACES, Baseline
from tracing_sandbox.traces.measuring.analysis import Analysis
from tracing_sandbox.traces.measuring.kinship import Likeness, likeness, server_of
from tracing_sandbox.traces.measuring.tree import NOBODY

FEWEST_SPANS = 3


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
    """Find the first call that was left out, if the trace is much smaller than healthy ones.

    At least five healthy traces all make it, and what is missing is at least three spans and a
    quarter of what all of them have: a single span may as well have been lost on its way. The
    answer to a call that was made is not a call that was left out: its spans are missing.
    """
    if baseline is None or baseline.count < ENOUGH_TRACES or not analysis.is_complete:
        return None
    seen = _first_spans(analysis)
    lost = {alike: each for alike, each in baseline.always.items() if alike not in seen}
    spans = sum(count for count, _ in lost.values())
    usual = sum(count for count, _ in baseline.always.values())
    if spans < max(FEWEST_SPANS, usual // 4):
        return None
    for alike, (_, above) in lost.items():
        if above in seen and not _is_unanswered(analysis, seen, alike, above):
            return Missing(alike, seen[above], spans, usual)
    return None


def _first_spans(analysis: Analysis) -> dict[Likeness | None, int]:
    first: dict[Likeness | None, int] = {}
    for index in analysis.tree.main_order:
        first.setdefault(likeness(analysis.tree.spans[index]), index)
    return first


def _is_unanswered(
    analysis: Analysis, seen: Mapping[Likeness | None, int], alike: Likeness, above: Likeness | None
) -> bool:
    """Say whether what is missing is the server's span of a call that was made."""
    _, kind, _ = alike
    caller = seen[above]
    called = kind == "server" and analysis.tree.spans[caller].kind == "client"
    return called and server_of(analysis.tree, caller) == NOBODY


def lacks_a_usual_child(analysis: Analysis, span: int, baseline: Baseline) -> bool:
    """Say whether healthy traces always show something beneath such a span that is not here."""
    if baseline.count < ENOUGH_TRACES:
        return False
    own = likeness(analysis.tree.spans[span])
    seen = _first_spans(analysis)
    return any(above == own and alike not in seen for alike, (_, above) in baseline.always.items())
