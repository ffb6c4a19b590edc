"""Times and shares as people read them; every sentence, table and page takes its figures here.

A figure in a sentence is rounded as it is in the table, and what remains is the difference of the
rounded figures, so that a reader who does the sum gets what is written.
"""

from bisect import bisect_right
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

MICROSECOND = 1_000
MILLISECOND = 1_000 * MICROSECOND
SECOND = 1_000 * MILLISECOND
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
STEPS = (Decimal(1), Decimal("0.1"), Decimal("0.01"))


def milliseconds(time_ns: int) -> float:
    """Give a time in milliseconds for JSON; exact to the nanosecond."""
    return round(time_ns / MILLISECOND, 6)


def figure(time_ns: int) -> str:
    """Write one time: 2.10 h, 5.10 s, 112 ms, 7.4 ms, 0.02 ms, 3.0 us; up to 8 characters."""
    return Scale.for_time(time_ns).write(time_ns) if time_ns else "0 ms"


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit and a number of decimals that all figures of one sentence share."""

    unit: str
    unit_ns: int
    decimals: int

    @staticmethod
    def for_time(time_ns: int) -> "Scale":
        """Choose the scale in which one time is written."""
        return SCALES[LEAST_NS[bisect_right(LEAST_NS, abs(time_ns)) - 1]]

    def round(self, time_ns: int) -> Decimal:
        """Round a time to this scale."""
        return (Decimal(time_ns) / self.unit_ns).quantize(STEPS[self.decimals], ROUND_HALF_EVEN)

    def write(self, time_ns: int) -> str:
        """Write a time on this scale, with its unit."""
        return f"{self.round(time_ns)} {self.unit}"


# From which time on each scale is used: also for what it would round up to that time.
SCALES = {
    0: Scale("ns", 1, 0),
    MICROSECOND: Scale("us", MICROSECOND, 1),
    10 * MICROSECOND - MICROSECOND // 20: Scale("ms", MILLISECOND, 2),
    MILLISECOND - MILLISECOND // 200: Scale("ms", MILLISECOND, 1),
    10 * MILLISECOND - MILLISECOND // 20: Scale("ms", MILLISECOND, 0),
    SECOND - MILLISECOND // 2: Scale("s", SECOND, 2),
    1000 * SECOND - SECOND // 200: Scale("min", MINUTE, 1),
    100 * MINUTE - MINUTE // 20: Scale("h", HOUR, 2),
    100 * HOUR - HOUR // 200: Scale("d", DAY, 1),
}
LEAST_NS = tuple(SCALES)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both in figures that agree with each other."""

    part_ns: int
    whole_ns: int

    @property
    def scale(self) -> Scale:
        """Take the scale of the whole, made finer if the part is too small for it."""
        whole, part = Scale.for_time(self.whole_ns), Scale.for_time(self.part_ns)
        if whole.unit == part.unit:
            return part if part.decimals > whole.decimals else whole
        return whole

    @property
    def part(self) -> str:
        """Write the part; one too small for the scale of the whole keeps its own."""
        scale = self.scale
        rounded = scale.round(self.part_ns)
        return f"{rounded} {scale.unit}" if rounded else figure(self.part_ns)

    @property
    def whole(self) -> str:
        """Write the whole, on its own scale."""
        return figure(self.whole_ns)

    @property
    def rest(self) -> str:
        """Write what the part leaves of the whole: the difference of the two figures."""
        whole = Scale.for_time(self.whole_ns).round(self.whole_ns)
        return f"{max(whole - self.scale.round(self.part_ns), Decimal(0))} {self.scale.unit}"

    @property
    def percent(self) -> str:
        """Write the share in per cent, as the two figures give it."""
        whole = Scale.for_time(self.whole_ns).round(self.whole_ns)
        if not whole:
            return "0 %"
        part = self.scale.round(self.part_ns)
        exact = part * 100 / whole
        rounded = int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))
        if rounded >= 100 and part < whole:
            return "99 %"
        return "under 1 %" if rounded == 0 and self.part_ns else f"{min(rounded, 100)} %"
