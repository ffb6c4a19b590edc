"""Places orders and gathers their traces; what is said of these is `grading`'s to judge."""

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.invocation import typed
from tracing_sandbox.shop import PlacedOrder, Shop
from tracing_sandbox.traces.jaeger.arrival import EXPECTED_WITHIN_S, SETTLED_AFTER_S, is_whole
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.surroundings import fetch_around
from tracing_sandbox.traces.reading.trace import Trace

ARRIVAL_S = 15.0
PAUSE_S = 0.3
NOTHING = Asked()


@dataclass(frozen=True)
class Customer:
    """Whoever orders one thing again and again, and looks at the traces."""

    shop: Shop
    jaeger: JaegerClient
    sku: str

    def order(self, asked: Asked = NOTHING) -> PlacedOrder:
        """Place one order; SandboxError where it has no trace, or asks for what is switched off."""
        placed = self.shop.place_order(self.sku, 1, asked)
        if not placed.trace_id or placed.sampled is False:
            raise SandboxError(
                f"The shop answered {placed.status}, and left no trace of it to look at.",
                f"Start it with tracing and every trace sampled: {typed('restart')}",
            )
        return placed

    def order_all(self, asked: Sequence[Asked], side_by_side: int = 1) -> list[PlacedOrder]:
        """Place several orders, some of them at the same time."""
        with ThreadPoolExecutor(side_by_side) as pool:
            return list(pool.map(self.order, asked))

    def gather(self, placed: Iterable[PlacedOrder]) -> dict[str, Trace]:
        """Fetch the trace of each order, once it is whole or nothing more is to be expected."""
        missing = dict.fromkeys(each.trace_id for each in placed)
        found: dict[str, Trace] = {}
        began = time.monotonic()
        while missing:
            for trace_id in list(missing):
                trace = self.jaeger.find_trace(trace_id)
                found |= {trace_id: trace} if trace else {}
                if trace and is_whole(trace):
                    del missing[trace_id]
            waited_s = time.monotonic() - began
            if not missing or waited_s > self._patience_s(missing, found):
                break
            time.sleep(PAUSE_S)
        return found

    def around(self, traces: Sequence[Trace]) -> list[Trace]:
        """Fetch what belongs to these traces, and all else from about their time."""
        return fetch_around(self.jaeger, traces) if traces else []

    def _patience_s(self, missing: Iterable[str], found: dict[str, Trace]) -> float:
        """Say how long to wait: of what has come in part, the rest is not far."""
        has_all = all(trace_id in found for trace_id in missing)
        return EXPECTED_WITHIN_S + SETTLED_AFTER_S if has_all else ARRIVAL_S
