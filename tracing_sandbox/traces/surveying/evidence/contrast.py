"""How surely some traces take longer than others of their operation, in standard errors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, log1p, sqrt
from statistics import NormalDist, median_low

FLOOR_NS = 50_000
NARROWEST = 0.02
MOST_DEVIATIONS = 2.5
# From the median deviation to the standard deviation of what is normally distributed.
DEVIATIONS = 1.4826
LEAST_VARIANCE = 1e-4


@dataclass
class Sums:
    """What is added up over operations, each of which is compared with itself only."""

    weight: float = 0.0
    weighted: float = 0.0
    squares: float = 0.0
    freedom: float = 0.0

    def add(self, these: "Moments", those: "Moments") -> None:
        """Add an operation: those in question, and those to compare with."""
        if not these.count or not those.count:
            return
        weight = these.count * those.count / (these.count + those.count)
        self.weight += weight
        self.weighted += weight * (these.mean - those.mean)
        self.squares += these.squares + those.squares
        self.freedom += these.count + those.count - 2

    @property
    def z(self) -> float:
        """Give Student's t with a common variance as the z of like probability (Wallace 1959)."""
        if self.freedom < 2 or not self.weight:
            return 0.0
        variance = max(self.squares / self.freedom, LEAST_VARIANCE)
        t = self.weighted / sqrt(self.weight * variance)
        freedom = self.freedom
        z = sqrt(freedom * log1p(t * t / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)
        return z if t > 0 else -z


@dataclass(frozen=True, slots=True)
class Moments:
    """The count, the sum and the sum of squares of some values."""

    count: int
    total: float
    total_squares: float

    @property
    def mean(self) -> float:
        """Give the mean of the values."""
        return self.total / self.count

    @property
    def squares(self) -> float:
        """Add up the squared deviations from the mean."""
        return max(self.total_squares - self.total * self.total / self.count, 0.0)

    def __sub__(self, other: "Moments") -> "Moments":
        """Take some of the values away."""
        return Moments(
            self.count - other.count,
            self.total - other.total,
            self.total_squares - other.total_squares,
        )


def moments_of(values: Sequence[float]) -> Moments:
    """Count and add up values."""
    return Moments(len(values), sum(values), sum(value * value for value in values))


def contrast(operations: Iterable[tuple[Sequence[int], Sequence[int]]]) -> float:
    """Give the z of times in question beside others, pairs of both by operation, by logarithms."""
    sums = Sums()
    for these, those in operations:
        sums.add(moments_of(logarithms(these)), moments_of(logarithms(those)))
    return sums.z


def logarithms(times_ns: Iterable[int]) -> list[float]:
    """Put times on a scale on which they vary alike, be they short or long."""
    return [log(time_ns + FLOOR_NS) for time_ns in times_ns]


def tame(values: Sequence[float]) -> list[float]:
    """Move what lies far outside to the edge, 2.5 deviations from the median: hiccups."""
    middle = median_low(values)
    deviation = median_low([abs(value - middle) for value in values]) * DEVIATIONS + NARROWEST
    low, high = middle - MOST_DEVIATIONS * deviation, middle + MOST_DEVIATIONS * deviation
    return [min(max(value, low), high) for value in values]


def normal_scores(values: Sequence[int]) -> list[float]:
    """Replace values by what their ranks would be worth in a normal distribution."""
    normal, count = NormalDist(), len(values)
    scores = [0.0] * count
    for rank, index in enumerate(sorted(range(count), key=values.__getitem__)):
        scores[index] = normal.inv_cdf((rank + 0.5) / count)
    return scores
