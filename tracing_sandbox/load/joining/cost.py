"""What happened to the parts while a run went on, and what each end of one cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracing_sandbox.load.joining.expected import Expected
from tracing_sandbox.load.joining.missing import Broken, Lost, meets
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.load.recording.watched import ENDED, JAEGER, Event, Outage, outages_of
from tracing_sandbox.traces.measuring.figures import SECOND


@dataclass(frozen=True)
class Cost:
    """What an event cost: requests that failed, traces that are lost or broken."""

    failed: int
    lost: int
    broken: int

    @property
    def sentence(self) -> str:
        """Say it in words."""
        parts = [
            f"{self.failed:,} request{'s' if self.failed != 1 else ''} failed"
            if self.failed
            else "",
            f"{self.lost:,} trace{'s' if self.lost != 1 else ''} lost" if self.lost else "",
            f"{self.broken:,} broken" if self.broken else "",
        ]
        return ", ".join(filter(None, parts)) or "nothing"


def cost_of(
    event: Event,
    events: Sequence[Event],
    expected: Mapping[str, Expected],
    failed: Sequence[Record],
    lost: Sequence[Lost],
    broken: Sequence[Broken],
) -> str:
    """Say what the end of a part cost, until it was back or the run was over; else nothing.

    `failed` are the requests that failed, and not as planted. Of Jaeger's end also the
    traces that were answered before count: it kept them in memory.
    """
    outage = next((each for each in outages_of(events) if _is_of(each, event)), None)
    if outage is None:
        return ""
    return Cost(
        sum(_overlaps(record, outage) for record in failed),
        sum(_was_cost(expected[each.trace_id], outage) for each in lost),
        sum(_was_cost(expected[each.trace_id], outage) for each in broken),
    ).sentence


def _is_of(outage: Outage, event: Event) -> bool:
    return event.what == ENDED and (outage.part, outage.since_ns) == (event.part, event.at_ns)


def _overlaps(record: Record, outage: Outage) -> bool:
    before_end = outage.until_ns is None or record.sent_ns < outage.until_ns
    return before_end and record.finished_ns >= outage.since_ns


def _was_cost(awaited: Expected, outage: Outage) -> bool:
    is_kept_there = outage.part == JAEGER and awaited.began_ns <= outage.since_ns
    return is_kept_there or meets(awaited, outage)


def list_events(
    events: Sequence[Event],
    expected: Mapping[str, Expected],
    failed: Sequence[Record],
    lost: Sequence[Lost],
    broken: Sequence[Broken],
    began_ns: int,
) -> Iterator[Mapping[str, Any]]:
    """List what happened, in time, with what it cost."""
    for event in sorted(events, key=lambda each: each.at_ns):
        yield {
            "at_s": round((event.at_ns - began_ns) / SECOND, 3),
            "part": event.part,
            "what": event.what,
            "cost": cost_of(event, events, expected, failed, lost, broken),
        }
