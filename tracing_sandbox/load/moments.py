"""How other requests fared at the same time: what a trace blames may be true, and nobody's plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from tracing_sandbox.load.planted import NOTHING, Planted
from tracing_sandbox.load.record import Record

# Most of so few others may be late by chance.
FEWEST = 3


@dataclass(frozen=True)
class Moments:
    """The requests on whose journeys nothing was planted, and how long those of a name take."""

    plain: Sequence[Record]
    usual_ns: Mapping[str, int]

    def shows(self, own: Sequence[Record], excess_ns: int) -> bool:
        """Say whether the record shows a delay of one arrival as well, in that of the others.

        It does where most of the others that were under way then took half as much longer than is
        usual for them, at least: requests queued, or the machine stood still.
        """
        late = self.lateness_of_others(own)
        return len(late) >= FEWEST and 2 * median_low(late) >= excess_ns

    def lateness_of_others(self, own: Sequence[Record]) -> list[int]:
        """List by how much the others that were under way took longer than usual."""
        began_ns = min(record.intended_ns for record in own)
        ended_ns = max(record.finished_ns for record in own)
        return [
            each.latency_ns - self.usual_ns[each.name]
            for each in self.plain
            if each.arrival != own[0].arrival
            and each.intended_ns < ended_ns
            and each.finished_ns > began_ns
        ]


def moments_of(records: Iterable[Record], planted: Planted) -> Moments:
    """Take from the record how requests fare on whose journeys nothing was planted."""
    plain = [each for each in records if planted.in_arrival(each.arrival) == NOTHING]
    times: dict[str, list[int]] = {}
    for record in plain:
        times.setdefault(record.name, []).append(record.latency_ns)
    return Moments(plain, {name: median_low(each) for name, each in times.items()})
