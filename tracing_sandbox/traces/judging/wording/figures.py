"""What all findings say alike: shares, counts and lists of names."""

from collections.abc import Sequence

from tracing_sandbox.traces.judging.baseline import Baseline
from tracing_sandbox.traces.measuring.analysis import Analysis

MOST_NAMED = 3


def share_of(analysis: Analysis, time_ns: int) -> float | None:
    """Say what share of the root's time that is; None where spans are missing."""
    if not analysis.is_complete or not analysis.duration_ns:
        return None
    return round(time_ns / analysis.duration_ns, 4)


def count_of(baseline: Baseline) -> str:
    """Name the healthy traces with their number."""
    return "1 healthy trace" if baseline.count == 1 else f"{baseline.count} healthy traces"


def listed(names: Sequence[str]) -> str:
    """List some names as a sentence does, the middle of many left out."""
    if len(names) > MOST_NAMED:
        names = [*names[:2], f"{len(names) - 3} more", names[-1]]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
