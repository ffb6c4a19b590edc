"""What was planted in each arrival, as the plan has it: what explains a trace knows none of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.load.planning.journeys import PLACE, REQUESTS, RETRY
from tracing_sandbox.load.planning.plan import SOLD_OUT, Arrival
from tracing_sandbox.load.recording.record import Record

NOTHING = "nothing"
FIRST_FAILURE = 400
# How the shop answers an order of more than there is.
REFUSED = 409
# What the generator says of a request that it did not wait for any longer.
CUT_OFF = "no answer before the run was stopped"
# The order goes with what is planted in it; sent once more, it asks for the same.
ORDERS = (REQUESTS[PLACE], REQUESTS[RETRY])


def has_failed(record: Record) -> bool:
    """Say whether a request got no answer, one of a failure, or a wrong one.

    One that was under way when the run was stopped is none.
    """
    if was_cut_off(record):
        return False
    return record.status == 0 or record.status >= FIRST_FAILURE or record.problem is not None


def was_cut_off(record: Record) -> bool:
    """Say whether the run was stopped before a request was answered."""
    return record.problem == CUT_OFF


def measured(records: Iterable[Record]) -> list[Record]:
    """Leave out what was cut off: how long it would have taken nobody knows."""
    return [record for record in records if not was_cut_off(record)]


@dataclass(frozen=True)
class Planted:
    """Names what was planted in each arrival, by its number."""

    by_arrival: Mapping[int, str]

    def in_arrival(self, number: int) -> str:
        """Name what was planted in an arrival: a scenario, sold-out, or nothing."""
        return self.by_arrival.get(number, NOTHING)

    def in_request(self, record: Record) -> str:
        """Name what was planted in a request itself: in an order, not in a look at it."""
        return self.in_arrival(record.arrival) if record.name in ORDERS else NOTHING

    def is_plain(self, record: Record) -> bool:
        """Say whether nothing was planted on a request's journey."""
        return self.in_arrival(record.arrival) == NOTHING

    def accounts_for(self, record: Record) -> bool:
        """Say whether a failure is what was planted: of the order alone, and as it is felt.

        An order of more than there is is refused. One that fails does so whatever the answer, and
        one that comes to be true later is answered well, but is not confirmed. What is slow, or
        seen in the tracing alone, fails no request.
        """
        name = self.in_request(record)
        if name == SOLD_OUT:
            return record.status == REFUSED
        felt = SCENARIOS[name].felt if name in SCENARIOS else "nothing"
        is_answered_well = 0 < record.status < FIRST_FAILURE
        return felt == "failed" or (felt == "later" and is_answered_well)


def planted_in(plan: Iterable[Arrival]) -> Planted:
    """Take from a plan what is planted in each arrival."""
    named = {each.number: SOLD_OUT if each.sold_out else each.scenario for each in plan}
    return Planted({number: name for number, name in named.items() if name})


@dataclass(frozen=True)
class Failures:
    """The requests that failed, and those of them that did so as was planted."""

    failed: Sequence[Record]
    as_planted: Sequence[Record]

    @property
    def unplanted(self) -> Sequence[Record]:
        """List those that failed though that was not planted."""
        planted = {(record.arrival, record.step) for record in self.as_planted}
        return [each for each in self.failed if (each.arrival, each.step) not in planted]


def failures_of(records: Iterable[Record], planted: Planted) -> Failures:
    """List what failed."""
    failed = [record for record in records if has_failed(record)]
    return Failures(failed, [record for record in failed if planted.accounts_for(record)])
