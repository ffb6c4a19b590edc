"""What was sent of a plan: what is missing was left out, never began, or is not in the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tracing_sandbox.load.measuring.planted import has_failed, was_cut_off
from tracing_sandbox.load.planning.plan import Arrival, count_requests
from tracing_sandbox.load.recording.folder import RunSettings
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.measuring.figures import MILLISECOND, SECOND

# What began in the last moment before a stop may have been stopped before it was recorded.
STOP_TAKES_S = 1.0


@dataclass(frozen=True)
class Sent:
    """Counts what was planned and sent.

    `due` arrivals were to begin: all of a plan, or those until it was stopped. `left_out` requests
    could not be sent, as the one before them on the journey failed. `unrecorded` ones should be in
    the record, and are not.
    """

    planned: int
    sent: int
    arrivals: int
    started: int
    due: int
    left_out: int
    unrecorded: int
    seconds: float

    @property
    def rate(self) -> float:
        """Say how many requests a second were sent."""
        return self.sent / self.seconds if self.seconds else 0.0


def count_sent(
    plan: Sequence[Arrival],
    records: Sequence[Record],
    settings: RunSettings,
    stopped_after_s: float | None = None,
) -> Sent:
    """Set the record beside the plan."""
    by_arrival = group_by_arrival(records)
    due_until_ms = (
        float("inf") if stopped_after_s is None else (stopped_after_s - STOP_TAKES_S) * 1000
    )
    left_out, unrecorded = 0, 0
    for arrival in plan:
        steps = by_arrival.get(arrival.number, ())
        rest = len(arrival.steps) - len(steps)
        if not steps or not rest:
            continue
        if not is_missing(arrival, steps):
            left_out += rest
        elif arrival.at_ms < due_until_ms:
            unrecorded += rest
    return Sent(
        planned=count_requests(plan),
        sent=len(records),
        arrivals=len(plan),
        started=len(by_arrival),
        due=sum(arrival.at_ms < due_until_ms or arrival.number in by_arrival for arrival in plan),
        left_out=left_out,
        unrecorded=unrecorded,
        seconds=_seconds(records, settings.began_ns, stopped_after_s or settings.duration_s),
    )


def began_of(plan: Sequence[Arrival], records: Iterable[Record]) -> int:
    """Return the moment from which a plan counted, in ns since 1970; 0 where nothing was sent."""
    first = next((record for record in records if record.step == 0), None)
    return first.intended_ns - round(plan[first.arrival].at_ms * MILLISECOND) if first else 0


def group_by_arrival(records: Iterable[Record]) -> Mapping[int, list[Record]]:
    """Give the requests of each arrival, in their order."""
    ordered = sorted(records, key=lambda record: (record.arrival, record.step))
    return {number: list(each) for number, each in groupby(ordered, lambda r: r.arrival)}


def is_missing(arrival: Arrival, steps: Sequence[Record]) -> bool:
    """Say whether requests of an arrival should be in the record, and are not.

    After one that failed, or was cut off, the rest is left out.
    """
    if len(steps) == len(arrival.steps):
        return False
    was_ended = bool(steps) and (has_failed(steps[-1]) or was_cut_off(steps[-1]))
    return not (was_ended and _is_gapless(steps))


def _is_gapless(steps: Sequence[Record]) -> bool:
    return [record.step for record in steps] == list(range(len(steps)))


def _seconds(records: Iterable[Record], began_ns: int, planned_s: float) -> float:
    """Say how long was sent: as long as planned, or longer where the last arrival was late."""
    began = (record.sent_ns for record in records if record.step == 0)
    return max(planned_s, (max(began, default=began_ns) - began_ns) / SECOND)
