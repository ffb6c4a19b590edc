"""Somebody who places orders, broken ones too, and has their traces explained."""

from dataclasses import dataclass
from typing import Any

from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.shop import PlacedOrder, Shop
from tracing_sandbox.terminal.trace_view import wait_for_trace
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.judging.blame import Blame

SKU = "TEA-ASSAM"
# Enough to stand out on a busy machine, and little to wait for.
LONGEST_MS = 700.0


@dataclass(frozen=True)
class Seen:
    """What a customer got, and what the trace says."""

    placed: PlacedOrder
    explanation: Explanation

    @property
    def blame(self) -> Blame | None:
        """What is wrong with it, if anything is."""
        return self.explanation.blame

    @property
    def duration_ms(self) -> float:
        """How long it took."""
        return self.explanation.duration_ns / 1_000_000

    @property
    def price(self) -> Any:
        """What it costs."""
        return self.placed.document.get("total_pence")


class Customer:
    """Places orders at a sandbox."""

    def __init__(self, sandbox: TrialSandbox) -> None:
        self._addresses = Addresses(sandbox.frontend_url, sandbox.jaeger_url)
        self._shop = Shop(sandbox.frontend_url, longest_order_s=60)

    def order(self, *scenarios: Scenario, mended: bool = False, seed: int = 1) -> Seen:
        """Place one order in which these act, each with a delay that is soon over."""
        names = tuple(scenario.name for scenario in scenarios)
        delays_ms = tuple(least_ms(scenario) for scenario in scenarios)
        placed = self._shop.place_order(SKU, 1, Asked(names, delays_ms, seed, mended))
        return Seen(placed, wait_for_trace(self._addresses, placed.trace_id).explanation)


def least_ms(scenario: Scenario) -> float | None:
    """Return the shortest delay that the scenario is made for, if that is not too long to wait."""
    return min(scenario.delay_ms[0], LONGEST_MS) if scenario.delay_ms else None
