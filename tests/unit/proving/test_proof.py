"""What a proof compares with: healthy orders alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from tests.unit.proving.made_evidence import SLOW
from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import trace_of
from tracing_sandbox.doctor import Circumstances
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.proving.customer import NOTHING
from tracing_sandbox.proving.proof import Proof
from tracing_sandbox.shop import PlacedOrder
from tracing_sandbox.traces.reading.trace import Trace


@dataclass
class MadeOrders:
    """Answers as a sandbox would: a broken order takes 2 s longer, a mended one 45 ms."""

    asked: list[Asked] = field(default_factory=list)

    def order(self, asked: Asked = NOTHING) -> PlacedOrder:
        self.asked.append(asked)
        return PlacedOrder(201, {"trace_id": f"{len(self.asked):032x}"})

    def order_all(self, asked: Sequence[Asked], _side_by_side: int = 1) -> list[PlacedOrder]:
        return [self.order(each) for each in asked]

    def gather(self, placed: Iterable[PlacedOrder]) -> dict[str, Trace]:
        return {each.trace_id: self._trace(each.trace_id) for each in placed}

    def around(self, traces: Sequence[Trace]) -> list[Trace]:
        return list(traces)

    def _trace(self, trace_id: str) -> Trace:
        asked = self.asked[int(trace_id, 16) - 1]
        broken = SLOW.name in asked.names and not asked.mended
        made = trace_of(order(2000 if broken else 20 + 45 * asked.mended))
        spans = tuple(replace(span, trace_id=trace_id) for span in made.spans)
        return replace(made, trace_id=trace_id, spans=spans)


def test_only_orders_that_asked_for_nothing_are_compared_with() -> None:
    customer = MadeOrders()
    told: list[str] = []
    proof = Proof(cast(Any, customer), Circumstances, told.append)
    proof.begin()
    row = proof.prove(SLOW, range(1, 9))

    compared = [customer.asked[int(each.analysis.trace.trace_id, 16) - 1] for each in proof.peers]
    assert compared == [NOTHING] * 20
    assert row.count("blamed") == (8, 8)
    assert row.count("healthy") == (3, 3)
    assert told[-1] == "slow-third-party: 8 of 8."
