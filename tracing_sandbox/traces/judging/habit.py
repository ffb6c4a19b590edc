"""What recurs: a stall that comes as regularly as a checkpoint, or a part that always varied.

A trace that was blamed is not healthy, and so no later one is compared with it. Without a memory
of its own such a stall would be abnormal for ever.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, pstdev
from typing import NamedTuple, TypeAlias

from tracing_sandbox.traces.judging.blame import TIMELESS, Blame

Cause: TypeAlias = tuple[str, str, str, str]

FEWEST = 4
LAST = 6
MOST_UNEVEN = 0.2
EARLY = 20
WIDE = 3


class Occurrence(NamedTuple):
    """When a cause was blamed, how far it was beyond the usual, and how many traces came before."""

    start_ns: int
    excess_ns: int
    place: int


def cause_of(blame: Blame) -> Cause:
    """Name what is blamed, so that it is known again."""
    return (blame.kind, blame.service, blame.operation, blame.target)


class Habits:
    """The causes that were blamed in a row of traces of one operation, in order of time."""

    def __init__(self) -> None:
        self._seen = 0
        self._causes: dict[Cause, list[Occurrence]] = {}

    def note(self, start_ns: int, blame: Blame | None) -> bool:
        """Take note of the next trace; say whether what it is blamed for is a habit."""
        self._seen += 1
        if blame is None or blame.kind in TIMELESS:
            return False
        seen = self._causes.setdefault(cause_of(blame), [])
        seen.append(Occurrence(start_ns, blame.excess_ns, self._seen))
        if blame.kind == "repetition":
            return len(seen) >= FEWEST and len(seen) * 5 >= self._seen * 4
        return is_habit(seen, self._seen)


def is_habit(seen: Sequence[Occurrence], traces: int) -> bool:
    """Say whether what was seen in some of these traces is usual, though each stands out.

    It came at least four times, mostly did not, and came regularly, or always varied; and the last
    one is not far larger than all before.
    """
    if len(seen) < FEWEST or len(seen) * 2 > traces:
        return False
    *before, last = [each.excess_ns for each in seen]
    if last > 2 * max(before):
        return False
    return _is_regular(seen[-LAST:]) or _always_varied(seen[-LAST:], seen[0].place)


def _is_regular(seen: Sequence[Occurrence]) -> bool:
    """Say whether it comes about every so often, as checkpoints and collections of garbage do.

    The pauses between four or more deviate by less than a fifth of their mean. Of causes that come
    at random (exponential pauses) the first four look so in 5 of 100. Two of three traces between
    them do not show it: requests themselves may come as regularly as that.
    """
    if seen[-1].place - seen[0].place < 3 * (len(seen) - 1):
        return False
    pauses = [later.start_ns - earlier.start_ns for earlier, later in pairwise(seen)]
    return pstdev(pauses) < MOST_UNEVEN * fmean(pauses)


def _always_varied(seen: Sequence[Occurrence], first: int) -> bool:
    """Say whether it was there from the first traces on, now small and now three times as large."""
    excesses = [each.excess_ns for each in seen]
    return first <= EARLY and max(excesses) >= WIDE * min(excesses)
