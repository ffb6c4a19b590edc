"""The course of a run: what `timeline` draws, in seconds from its start and milliseconds."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tracing_sandbox.load.measuring.latency import rank_of
from tracing_sandbox.load.measuring.planted import NOTHING, Planted, has_failed, was_cut_off
from tracing_sandbox.load.planning.arrivals import LONGEST_S
from tracing_sandbox.load.planning.plan import SOLD_OUT
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.recording.watched import Event, outages_of
from tracing_sandbox.load.report.canvas import within
from tracing_sandbox.load.report.words import number
from tracing_sandbox.traces.measuring.figures import MILLISECOND, SECOND

# From what share on, and from how many milliseconds on, two figures are told apart.
DIFFERENT, DIFFERENT_MS = 1.1, 5.0

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
    """What happened when.

    `planted` has the times of each scenario, `events` a few words for each, and `outages` from when
    to when a part was away.
    """

    end_s: float
    stopped_s: float | None
    answered: Sequence[Point]
    failed: Sequence[Point]
    failed_as_planted: Sequence[Point]
    planted: Mapping[str, Sequence[float]]
    windows: Sequence[Window]
    events: Sequence[tuple[float, str]]
    outages: Sequence[tuple[float, float]]

    @property
    def times_ms(self) -> list[float]:
        """All times that the axis must show."""
        points = [*self.answered, *self.failed, *self.failed_as_planted]
        windows = [time for each in self.windows for time in (each.p50_ms, each.p95_ms)]
        return [*(took_ms for _, took_ms in points), *windows]

    @property
    def hides(self) -> bool:
        """Say whether a generator that waits would have shown another p95 anywhere."""
        return any(
            each.p95_ms > each.sent_p95_ms * DIFFERENT
            and each.p95_ms > each.sent_p95_ms + DIFFERENT_MS
            for each in self.windows
        )


def course_of(document: Mapping[str, Any], records: Sequence[Record], began_ns: int) -> Course:
    """Take the course of a run from its result and its requests."""
    run, planted = document["run"], planted_of(records)
    ended = [each for each in records if not was_cut_off(each)]
    points = [(_at_s(each, began_ns), within(each.latency_ns / MILLISECOND)) for each in ended]
    parted = [
        (point, has_failed(each), planted.accounts_for(each))
        for each, point in zip(ended, points, strict=True)
    ]
    planned_s = min(number(run["duration_s"]) or 0.0, LONGEST_S)
    end_s = max([planned_s, 1.0, *(at_s for at_s, _ in points)])
    events = _events(document["events"])
    return Course(
        end_s=end_s,
        stopped_s=number(run["stopped_after_s"]),
        answered=[point for point, failed, _ in parted if not failed],
        failed=[point for point, failed, as_planted in parted if failed and not as_planted],
        failed_as_planted=[point for point, failed, as_planted in parted if failed and as_planted],
        planted=_moments(records, planted, began_ns),
        windows=_windows(document["windows"], records, began_ns),
        events=[(each.at_ns / SECOND, f"{each.part} {each.what}") for each in events],
        outages=[
            (each.since_ns / SECOND, end_s if each.until_ns is None else each.until_ns / SECOND)
            for each in outages_of(events)
        ],
    )


def planted_of(records: Sequence[Record]) -> Planted:
    """Take from the requests what was planted on their journeys."""
    named = {each.arrival: SOLD_OUT if each.sold_out else each.scenario for each in records}
    return Planted({arrival: name for arrival, name in named.items() if name})


def _at_s(record: Record, began_ns: int) -> float:
    return (record.intended_ns - began_ns) / SECOND


def _events(events: Sequence[Mapping[str, Any]]) -> list[Event]:
    """Read them back; their times count from the start of the run here."""
    timed = ((number(each["at_s"]), each) for each in events)
    return sorted(
        (
            Event(round(at_s * SECOND), str(each["part"]), str(each["what"]))
            for at_s, each in timed
            if at_s is not None
        ),
        key=lambda event: event.at_ns,
    )


def _moments(records: Sequence[Record], planted: Planted, began_ns: int) -> dict[str, list[float]]:
    """List when each scenario was planted: once in each journey, with its first order."""
    first: dict[tuple[str, int], float] = {}
    for each in sorted(records, key=lambda record: record.intended_ns):
        if (name := planted.in_request(each)) != NOTHING:
            first.setdefault((name, each.arrival), _at_s(each, began_ns))
    moments: dict[str, list[float]] = defaultdict(list)
    for (name, _), at_s in sorted(first.items()):
        moments[name].append(at_s)
    return dict(moments)


def _windows(
    windows: Sequence[Mapping[str, Any]], records: Sequence[Record], began_ns: int
) -> list[Window]:
    starts = [float(each["at_s"]) for each in windows]
    width_s = min((b - a for a, b in pairwise(starts)), default=1.0)
    sent: dict[int, list[float]] = defaultdict(list)
    for record in records:
        place = bisect_right(starts, _at_s(record, began_ns)) - 1
        sent[place].append(record.took_ns / MILLISECOND)
    made = []
    for place, each in enumerate(windows):
        p50_ms, p95_ms = number(each["p50_ms"]), number(each["p95_ms"])
        if p50_ms is not None and p95_ms is not None:
            sent_ms = _p95(sent[place]) if sent[place] else p95_ms
            made.append(
                Window(starts[place] + width_s / 2, within(p50_ms), within(p95_ms), within(sent_ms))
            )
    return made


def _p95(times_ms: Sequence[float]) -> float:
    return sorted(times_ms)[rank_of(len(times_ms), 95)]
