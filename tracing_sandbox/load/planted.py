"""What was planted in each arrival, as the plan has it: what explains a trace knows none of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracing_sandbox.load.journeys import PLACE, REQUESTS
from tracing_sandbox.load.plan import SOLD_OUT, Arrival
from tracing_sandbox.load.record import Record

NOTHING = "nothing"
FIRST_FAILURE = 400


def has_failed(record: Record) -> bool:
    """Say whether a request got no answer, one of a failure, or a wrong one."""
    return record.status == 0 or record.status >= FIRST_FAILURE or record.problem is not None


@dataclass(frozen=True)
class Planted:
    """Names what was planted in each arrival, by its number."""

    by_arrival: Mapping[int, str]

    def in_arrival(self, number: int) -> str:
        """Name what was planted in an arrival: a scenario, sold-out, or nothing."""
        return self.by_arrival.get(number, NOTHING)

    def in_request(self, record: Record) -> str:
        """Name what was planted in a request itself: it goes with the order alone."""
        is_order = record.name == REQUESTS[PLACE]
        return self.in_arrival(record.arrival) if is_order else NOTHING

    def accounts_for(self, record: Record) -> bool:
        """Say whether a failure may come of what was planted on its journey."""
        return self.in_arrival(record.arrival) != NOTHING


def planted_in(plan: Iterable[Arrival]) -> Planted:
    """Take from a plan what is planted in each arrival."""
    named = {each.number: SOLD_OUT if each.sold_out else each.scenario for each in plan}
    return Planted({number: name for number, name in named.items() if name})


@dataclass(frozen=True)
class Failures:
    """The requests that failed, and those of them on journeys on which something was planted."""

    failed: Sequence[Record]
    as_planted: Sequence[Record]

    @property
    def unplanted(self) -> int:
        """Count those that failed though nothing was planted."""
        return len(self.failed) - len(self.as_planted)


def failures_of(records: Iterable[Record], planted: Planted) -> Failures:
    """List what failed."""
    failed = [record for record in records if has_failed(record)]
    return Failures(failed, [record for record in failed if planted.accounts_for(record)])
