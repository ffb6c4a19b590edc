"""What was seen of the parts while a run went on: what happened to them, and what they used."""

from collections.abc import Iterable
from dataclasses import dataclass

GENERATOR = "generator"
WORKER = "worker"
JAEGER = "jaeger"
COLLECTOR = "collector"
ENDED = "ended"
CAME_BACK = "came back"


@dataclass(frozen=True)
class Event:
    """Something that happened to a part at a moment, in nanoseconds since 1970.

    `part` is named as `running.parts` does; the generator is "generator", or "worker 1" where there
    are several. `what` is "ended", "came back", or anything else in a few words.
    """

    at_ns: int
    part: str
    what: str


@dataclass(frozen=True)
class Usage:
    """What a part used while the run went on.

    Shares are of one core: 1.0 is all of it. `worst_cpu_share` is of the busiest five seconds.
    """

    part: str
    cpu_share: float
    worst_cpu_share: float
    memory_mb: float


@dataclass(frozen=True)
class Outage:
    """A time in which a part was away: from when it ended until it came back, or None."""

    part: str
    since_ns: int
    until_ns: int | None

    def holds(self, moment_ns: int) -> bool:
        """Say whether the part was away at a moment."""
        return self.since_ns <= moment_ns and (self.until_ns is None or moment_ns < self.until_ns)


def is_generator(part: str) -> bool:
    """Say whether a part sends the requests."""
    return part == GENERATOR or part.startswith(f"{WORKER} ")


def outages_of(events: Iterable[Event]) -> list[Outage]:
    """List when parts were away, by what ended and what came back."""
    ordered = sorted(events, key=lambda event: event.at_ns)
    return [
        Outage(
            event.part,
            event.at_ns,
            next((each.at_ns for each in ordered[number:] if _is_return(each, event.part)), None),
        )
        for number, event in enumerate(ordered)
        if event.what == ENDED
    ]


def _is_return(event: Event, part: str) -> bool:
    return event.part == part and event.what == CAME_BACK
