"""What the record shows of a blame that nobody planted: a failure, a late start, or a slow moment.

It is asked by `found`, beside what the trace says; such a blame counts all the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from tracing_sandbox.load.measuring.latency import usual_of
from tracing_sandbox.load.measuring.planted import Planted, has_failed, was_cut_off
from tracing_sandbox.load.measuring.sent import group_by_arrival
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.judging.blame import Blame

# Most of so few other visitors may be late by chance.
FEWEST = 3
# What of the kinds of blame is a delay, whatever is done meanwhile.
DELAYS = ("own", "transit", "wait", "gap", "service")
# How the generator calls its span from when a request was meant to start until it did.
WAIT = "wait"


@dataclass(frozen=True)
class Moments:
    """The arrivals in which nothing was planted, with their traces, and how long requests take."""

    plain: Mapping[int, Sequence[Record]]
    usual_ns: Mapping[str, int]
    explanations: Mapping[str, Explanation]
    planted: Planted

    def agree(self, explanation: Explanation, own: Sequence[Record]) -> bool:
        """Say whether the record of an arrival shows what its trace blames as well.

        It shows a failure where the blamed span is beneath a request that failed; what the
        generator waited, where it sent so late; and another delay where this arrival was late, and
        with it most others that were under way and called the same services.
        """
        blame, root = explanation.blame, explanation.root
        if blame is None:
            return False
        if blame.kind == "error":
            return not blame.went_on and self._failed_above(blame, explanation, own)
        if blame.kind not in DELAYS:
            return False
        if (blame.service, blame.operation) == (root.service, WAIT):
            return sum(record.lag_ns for record in own) >= blame.excess_ns
        called = {blame.service, blame.target} & set(explanation.services)
        return self._were_late(own, blame.excess_ns, called)

    def _failed_above(self, blame: Blame, explanation: Explanation, own: Sequence[Record]) -> bool:
        failed = {
            record.span_id
            for record in own
            if was_cut_off(record) or (has_failed(record) and not self.planted.accounts_for(record))
        }
        parents = {row.span.span_id: row.span.parent_id for row in explanation.rows}
        at: str | None = blame.span.span_id
        # Parents that go round in a circle are followed once.
        while at in parents and at not in failed:
            at = parents.pop(at)
        return at in failed

    def _were_late(self, own: Sequence[Record], excess_ns: int, services: Collection[str]) -> bool:
        """Say whether an arrival was late, and most of the others at least half as much."""
        late = self.lateness_of_others(own, services)
        is_late = 2 * max(map(self._lateness, own)) >= excess_ns
        return is_late and len(late) >= FEWEST and 2 * median_low(late) >= excess_ns

    def lateness_of_others(
        self, own: Sequence[Record], services: Collection[str] = ()
    ) -> list[int]:
        """List by how much each other arrival that was under way took longer than usual, at most.

        Those count whose traces have all these services.
        """
        began_ns = min(record.intended_ns for record in own)
        ended_ns = max(record.finished_ns for record in own)
        met = [
            [
                each
                for each in records
                if each.intended_ns < ended_ns and each.finished_ns > began_ns
            ]
            for number, records in self.plain.items()
            if number != own[0].arrival and self._called(records[0].trace_id, services)
        ]
        return [max(map(self._lateness, each)) for each in met if each]

    def _called(self, trace_id: str, services: Collection[str]) -> bool:
        explanation = self.explanations.get(trace_id)
        return explanation is not None and set(services) <= set(explanation.services)

    def _lateness(self, record: Record) -> int:
        return record.latency_ns - self.usual_ns.get(record.name, record.latency_ns)


def moments_of(
    records: Iterable[Record], planted: Planted, explanations: Mapping[str, Explanation]
) -> Moments:
    """Take from the record how requests fare on whose journeys nothing was planted."""
    plain = [record for record in records if planted.is_plain(record)]
    usual_ns = usual_of((record.name, record.latency_ns) for record in plain)
    return Moments(group_by_arrival(plain), usual_ns, explanations, planted)
