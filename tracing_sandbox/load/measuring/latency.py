"""How long requests took, and how late they were sent: exact percentiles, of all and by kind."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any, TypeVar

from tracing_sandbox.load.measuring.planted import measured
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.measuring.figures import MILLISECOND, SECOND

MOST_WINDOWS = 120
PERCENTILES = {"p50": 50.0, "p95": 95.0, "p99": 99.0}
# Usual is what the fastest quarter takes: most of a run is late where a service cannot keep up.
USUAL_PERCENT = 25.0

Kind = TypeVar("Kind", bound=Hashable)


def nearest_rank(ascending: Sequence[int], percent: float) -> int:
    """Return the least of these values that so many per cent of them do not exceed.

    That is the value at rank ceil(percent / 100 x count), counted from 1: always one that was
    measured, never one between two (the nearest-rank definition; Hyndman and Fan 1996, type 1).
    """
    return ascending[rank_of(len(ascending), percent)]


def rank_of(count: int, percent: float) -> int:
    """Return the place of a percentile among so many sorted values, counted from 0."""
    # Rounded first: 0.99 x 100 is a little more than 99 in binary.
    return max(ceil(round(percent * count / 100, 9)) - 1, 0)


def in_ms(time_ns: int) -> float:
    """Give a time in milliseconds, to the microsecond."""
    return round(time_ns / MILLISECOND, 3)


def usual_of(times_ns: Iterable[tuple[Kind, int]]) -> Mapping[Kind, int]:
    """Say how long each kind usually takes, given the kind and the time of each."""
    of_kind: dict[Kind, list[int]] = defaultdict(list)
    for kind, time_ns in times_ns:
        of_kind[kind].append(time_ns)
    return {kind: nearest_rank(sorted(each), USUAL_PERCENT) for kind, each in of_kind.items()}


@dataclass(frozen=True)
class Spread:
    """How times are spread, in milliseconds; None where there are none."""

    count: int
    p50: float | None
    p95: float | None
    p99: float | None
    max: float | None

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return asdict(self)


def spread_of(times_ns: Iterable[int]) -> Spread:
    """Say how these times are spread."""
    ascending = sorted(times_ns)
    if not ascending:
        return Spread(0, None, None, None, None)
    ranked = {of: in_ms(nearest_rank(ascending, each)) for of, each in PERCENTILES.items()}
    return Spread(len(ascending), **ranked, max=in_ms(ascending[-1]))


def spread_by(records: Iterable[Record], name_of: Callable[[Record], str]) -> Mapping[str, Spread]:
    """Say how long the requests of each name took, from when they were meant to start."""
    times: dict[str, list[int]] = {}
    for record in records:
        times.setdefault(name_of(record), []).append(record.latency_ns)
    return {name: spread_of(times[name]) for name in sorted(times)}


def lag_of(records: Iterable[Record]) -> Spread:
    """Say how late arrivals began: a later request starts as soon as the one before it ended."""
    return spread_of(record.lag_ns for record in records if record.step == 0)


@dataclass(frozen=True)
class Window:
    """The requests that were meant to start in one stretch of a run; `at_s` is where it begins.

    Times are milliseconds, None where no request was meant to start. Those of requests that were
    cut off count for no percentile. `lag_ms` is the longest.
    """

    at_s: float
    requests: int
    failed: int
    p50_ms: float | None
    p95_ms: float | None
    lag_ms: float | None


def windows_of(
    records: Iterable[Record],
    began_ns: int,
    duration_s: float,
    has_failed: Callable[[Record], bool],
) -> list[Window]:
    """Cut a run into stretches of a second, or of as many as give 120 of them at most."""
    length_s = max(ceil(duration_s / MOST_WINDOWS), 1)
    count = max(ceil(duration_s / length_s), 1)
    within: list[list[Record]] = [[] for _ in range(count)]
    for record in records:
        number = (record.intended_ns - began_ns) // (length_s * SECOND)
        within[min(max(number, 0), count - 1)].append(record)
    return [_window(number * length_s, each, has_failed) for number, each in enumerate(within)]


def _window(at_s: float, records: Sequence[Record], has_failed: Callable[[Record], bool]) -> Window:
    spread = spread_of(record.latency_ns for record in measured(records))
    return Window(
        at_s,
        len(records),
        sum(map(has_failed, records)),
        spread.p50,
        spread.p95,
        in_ms(max(record.lag_ns for record in records)) if records else None,
    )
