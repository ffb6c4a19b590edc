"""What was seen of the parts while a run went on: what happened to them, and what they used."""

from dataclasses import dataclass

GENERATOR = "generator"


@dataclass(frozen=True)
class Event:
    """Something that happened to a part at a moment, in nanoseconds since 1970.

    `what` says it in a few words, such as "ended" or "came back".
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
