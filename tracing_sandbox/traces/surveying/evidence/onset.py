"""Whether what some traces show is new, or came as it came before: a cause, or a habit."""

from collections.abc import Sequence
from math import comb, inf
from typing import NamedTuple

FEWEST = 4
SURE = 0.002
OFTEN = 0.2
# By how much something varies at most, and how likely a clean beginning may then be by chance.
LIKELIHOODS = ((1.5, 1 / 3), (2.0, 1 / 4), (3.0, 1 / 20), (inf, 1 / 100))


class Onset(NamedTuple):
    """When something came: `before` traces did not show it, then `touched` of `after` did.

    `chance` is how likely so long a clean beginning is for what comes at any time alike.
    """

    before: int
    touched: int
    after: int

    @property
    def chance(self) -> float:
        """Count in how many of all orders of these traces none of the first shows it."""
        return comb(self.after, self.touched) / comb(self.before + self.after, self.touched)

    @property
    def rate(self) -> float:
        """Say which share of the traces shows it since it came."""
        return self.touched / self.after if self.after else 0.0


def onset_of(shows: Sequence[bool]) -> Onset:
    """Find when something came, in traces in order of time."""
    touched = sum(shows)
    before = shows.index(True) if touched else len(shows)
    return Onset(before, touched, len(shows) - before)


def is_new(onset: Onset, spread: float) -> bool:
    """Say whether something came at some moment and stayed, rather than comes now and then.

    At least four traces show it. Then either chance is ruled out (under 1 in 500), or since it
    came at least a fifth of the traces show it and chance is unlikely. How unlikely it must be
    depends on `spread`, the most that it added by the least: a fault adds about the same each time
    (up to 1.5: 1 in 3), a habit varies (over 3: 1 in 100).
    """
    if onset.touched < FEWEST or not onset.before:
        return False
    if onset.chance <= SURE:
        return True
    likely = next(chance for most, chance in LIKELIHOODS if spread <= most)
    return onset.rate >= OFTEN and onset.chance <= likely
