"""The course of a run: what `timeline` draws, in seconds from its start and milliseconds."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracing_sandbox.load.plan import SOLD_OUT
from tracing_sandbox.load.record import Record
from tracing_sandbox.load.report.canvas import within
from tracing_sandbox.load.report.words import number

SECOND_NS = 1e9
MILLISECOND_NS = 1e6
# From what share on, and from how many milliseconds on, two figures are told apart.
DIFFERENT, DIFFERENT_MS = 1.05, 1.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Window:
    """A stretch of the run; `middle_s` is where its figures stand."""

    middle_s: float
    p50_ms: float
    p95_ms: float
    sent_p95_ms: float


@dataclass(frozen=True)
class Course:
    """What happened when. `planted` has the times of each scenario, `events` a word for each."""

    end_s: float
    stopped_s: float | None
    answered: Sequence[Point]
    failed: Sequence[Point]
    failed_as_planted: Sequence[Point]
    planted: Mapping[str, Sequence[float]]
    windows: Sequence[Window]
    events: Sequence[tuple[float, str]]

    @property
    def times_ms(self) -> list[float]:
        """All times that the axis must show."""
        points = [*self.answered, *self.failed, *self.failed_as_planted]
        windows = [time for each in self.windows for time in (each.p50_ms, each.p95_ms)]
        return [*(took_ms for _, took_ms in points), *windows]

    @property
    def hides(self) -> bool:
        """Say whether a closed model would have shown another p95 anywhere."""
        return any(
            each.p95_ms > each.sent_p95_ms * DIFFERENT + DIFFERENT_MS for each in self.windows
        )


def course_of(document: Mapping[str, Any], records: Sequence[Record], began_ns: int) -> Course:
    """Take the course of a run from its result and its requests."""
    run = document["run"]
    points = [(_at(each, began_ns), within(each.latency_ns / MILLISECOND_NS)) for each in records]
    parted = list(zip(records, points, strict=True))
    events = [
        (at_s, f"{event['part']} {event['what']}")
        for event in document["events"]
        if (at_s := number(event["at_s"])) is not None
    ]
    return Course(
        end_s=max([number(run["duration_s"]) or 0.0, 1.0, *(at_s for at_s, _ in points)]),
        stopped_s=number(run["stopped_after_s"]),
        answered=[point for each, point in parted if each.problem is None],
        failed=[point for each, point in parted if each.problem and not planted_in(each)],
        failed_as_planted=[point for each, point in parted if each.problem and planted_in(each)],
        planted=_planted(records, began_ns),
        windows=_windows(document["windows"], records, began_ns),
        events=sorted(events),
    )


def planted_in(record: Record) -> str | None:
    """Name what was planted in the order that a request was for."""
    return SOLD_OUT if record.sold_out else record.scenario


def _at(record: Record, began_ns: int) -> float:
    return (record.intended_ns - began_ns) / SECOND_NS


def _planted(records: Sequence[Record], began_ns: int) -> dict[str, list[float]]:
    first: dict[tuple[str, int], float] = {}
    for each in records:
        if scenario := planted_in(each):
            first.setdefault((scenario, each.arrival), _at(each, began_ns))
    planted: dict[str, list[float]] = defaultdict(list)
    for (scenario, _), at_s in sorted(first.items()):
        planted[scenario].append(at_s)
    return dict(planted)


def _windows(
    windows: Sequence[Mapping[str, Any]], records: Sequence[Record], began_ns: int
) -> list[Window]:
    starts = [float(each["at_s"]) for each in windows]
    width_s = min((b - a for a, b in zip(starts, starts[1:], strict=False)), default=1.0)
    sent: dict[int, list[float]] = defaultdict(list)
    for each in records:
        sent[bisect_right(starts, _at(each, began_ns)) - 1].append(each.took_ns / MILLISECOND_NS)
    made = []
    for place, each in enumerate(windows):
        p50_ms, p95_ms = number(each["p50_ms"]), number(each["p95_ms"])
        if p50_ms is not None and p95_ms is not None:
            sent_ms = percentile(sent[place], 95) if sent[place] else p95_ms
            made.append(
                Window(starts[place] + width_s / 2, within(p50_ms), within(p95_ms), within(sent_ms))
            )
    return made


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that so many of a hundred do not exceed, between two by its place."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = ordered[int(place)]
    above = ordered[min(int(place) + 1, len(ordered) - 1)]
    return below + (above - below) * (place - int(place))
