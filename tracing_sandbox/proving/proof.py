"""Proves scenarios on the sandbox that is up: has the orders of each plan placed, and graded.

Healthy orders come before, between and after: what is compared with is never older than one
scenario, and a fault that leaves something behind is seen.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tracing_sandbox.doctor import Circumstances, Diagnosis, diagnose
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.proving.customer import NOTHING, Customer
from tracing_sandbox.proving.grading import (
    grade_break,
    grade_fault,
    grade_healthy,
    named,
    what_is_to_be_found,
)
from tracing_sandbox.proving.orders import PlacedPlan, place_plans
from tracing_sandbox.proving.plan import plan_break, plan_fault
from tracing_sandbox.proving.seen import Evidence, Seen
from tracing_sandbox.proving.tally import Row
from tracing_sandbox.shop import PlacedOrder
from tracing_sandbox.traces.explaining.explanation import Explanation, explain_analysis
from tracing_sandbox.traces.judging.peer import Peer, is_peer
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.trace import Trace

HEALTHY = "healthy"
COMPARED_WITH = 20
AFTERWARDS = 3

Tell = Callable[[str], None]
LookAround = Callable[[], Circumstances]


@dataclass
class Proof:
    """Who places the orders, whom to tell how far it is, and the last healthy traces."""

    customer: Customer
    look_around: LookAround
    tell: Tell
    peers: deque[Peer] = field(default_factory=lambda: deque(maxlen=COMPARED_WITH))

    def begin(self) -> None:
        """Place the healthy orders that the first scenario is compared with."""
        self.tell("Healthy orders, to compare with.")
        placed = self.customer.order_all([NOTHING] * COMPARED_WITH)
        self._remember(self.customer.gather(placed).values())

    def prove(self, scenario: Scenario, seeds: Sequence[int]) -> Row:
        """Prove one scenario with each seed; the healthy orders after it count as well."""
        plan, before = plan_fault if scenario.blame else plan_break, self.look_around()
        placed = []
        for each in place_plans(self.customer, [plan(scenario, seed) for seed in seeds]):
            placed.append(each)
            self.tell(f"{scenario.name}: {len(placed)} of {len(seeds)}.")
        after = self.customer.order_all([NOTHING] * AFTERWARDS)
        seen = self._see([order for each in placed for order in each], after, before)
        grade = grade_fault if scenario.blame else grade_break
        evidence = [_evidence(each, seen) for each in placed]
        grades = [(each.plan.seed, g) for each in evidence for g in grade(scenario, each)]
        grades += [(0, grade_healthy(seen[order.trace_id])) for order in after]
        return Row(scenario.name, tuple(grades), _confuse(scenario, evidence))

    def prove_healthy(self, count: int) -> Row:
        """Prove that nothing is said of orders that nothing was asked of."""
        before = self.look_around()
        placed = []
        for number in range(count):
            self.tell(f"{HEALTHY}: {number + 1} of {count}.")
            placed.append(self.customer.order())
        seen = self._see([], placed, before)
        grades = [(n, grade_healthy(seen[each.trace_id])) for n, each in enumerate(placed, 1)]
        found = Counter(("nothing", named(seen[each.trace_id])) for each in placed)
        return Row(HEALTHY, tuple(grades), found)

    def _see(
        self,
        asking: Sequence[PlacedOrder],
        healthy: Sequence[PlacedOrder],
        before: Circumstances,
    ) -> dict[str, Seen]:
        """Gather the traces of orders, and have each explained and looked at by the doctor.

        Of those that asked for nothing the well ones are what is compared with from now on.
        `before` is what was known before they were placed.
        """
        placed = [*asking, *healthy]
        traces = self.customer.gather(placed)
        explained = {trace_id: self._explain(trace) for trace_id, trace in traces.items()}
        diagnosis = self._diagnose(list(traces.values()), self.look_around().since(before))
        seen = {
            order.trace_id: Seen(
                order,
                explained.get(order.trace_id),
                diagnosis.of([order.trace_id]).findings,
            )
            for order in placed
        }
        well = [each.trace_id for each in healthy if grade_healthy(seen[each.trace_id]).right]
        self._remember(traces[trace_id] for trace_id in well)
        return seen

    def _explain(self, trace: Trace) -> Explanation:
        analysis = analyse(trace)
        return explain_analysis(
            analysis, [peer for peer in self.peers if is_peer(analysis, peer.analysis)]
        )

    def _diagnose(self, traces: Sequence[Trace], beside: Circumstances) -> Diagnosis:
        healthy = [peer.analysis.trace for peer in self.peers]
        return diagnose(self.customer.around(traces), None, healthy, beside)

    def _remember(self, traces: Iterable[Trace]) -> None:
        self.peers.extend(Peer(analyse(trace)) for trace in traces)


def _evidence(placed: PlacedPlan, seen: dict[str, Seen]) -> Evidence:
    first_alone = placed.first_alone
    return Evidence(
        placed.plan,
        seen[placed.broken.trace_id],
        [seen[each.trace_id] for each in placed.whole],
        seen[placed.mended.trace_id],
        seen[first_alone.trace_id] if first_alone else None,
    )


def _confuse(scenario: Scenario, evidence: Iterable[Evidence]) -> Counter[tuple[str, str]]:
    """Count what was found of what there was; a fault of a service is not the doctor's to find."""
    if scenario.finding is None:
        return Counter()
    expected = what_is_to_be_found(scenario)
    return Counter((expected, named(each.broken)) for each in evidence)
