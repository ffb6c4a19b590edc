"""Places orders that ask for faults, and explains their traces beside healthy ones."""

import time
from dataclasses import dataclass

from tests.waiting import wait_until
from tracing_sandbox.faults.agreement import agreement
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.shop import PlacedOrder, Shop
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.jaeger.arrival import wait_for_whole_trace
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.trace import Trace

SKU = "TEA-ASSAM"
HEALTHY = 10
SEED, MORE_SEEDS = 7, (8, 9)
ARRIVAL_S = 15.0


@dataclass(frozen=True)
class Timed:
    """An order, and how long its customer waited for the answer."""

    order: PlacedOrder
    took_s: float


@dataclass(frozen=True)
class Trial:
    """Each scenario's order, broken and mended, its trace, and the healthy orders before them."""

    healthy: list[Timed]
    peers: list[Trace]
    broken: dict[str, Timed]
    mended: dict[str, Timed]
    traces: dict[str, Trace]

    @property
    def usual_s(self) -> float:
        """How long a healthy order takes: one of the slower ones."""
        return sorted(each.took_s for each in self.healthy)[HEALTHY * 3 // 4]


def try_out(shop: Shop, jaeger: JaegerClient, scenarios: list[Scenario]) -> Trial:
    """Place each scenario's order broken and mended, behind some healthy ones."""
    place(shop)
    healthy = [place(shop) for _ in range(HEALTHY)]
    broken = {each.name: place(shop, *least(each)) for each in scenarios}
    mended = {each.name: place(shop, *least(each), mended=True) for each in scenarios}
    everything = [*healthy, *broken.values(), *mended.values()]
    traces = {timed.order.trace_id: await_trace(jaeger, timed) for timed in everything}
    peers = [traces[each.order.trace_id] for each in healthy]
    return Trial(healthy, peers, broken, mended, traces)


def agrees(
    shop: Shop, jaeger: JaegerClient, trial: Trial, scenario: Scenario, *, mended: bool
) -> bool:
    """Tell whether an order's trace names what was planted, or not what was mended.

    Where others hold the machine's cores for as long as a fault does, it is placed again.
    """
    placed = (trial.mended if mended else trial.broken)[scenario.name]
    traces = [trial.traces[placed.order.trace_id]]
    for seed in MORE_SEEDS:
        if agreement(scenario, explain(traces[-1], trial.peers), mended=mended).agree:
            return True
        again = place(shop, *least(scenario), mended=mended, seed=seed)
        traces.append(await_trace(jaeger, again))
    return agreement(scenario, explain(traces[-1], trial.peers), mended=mended).agree


def takes_longer(
    shop: Shop, trial: Trial, scenario: Scenario, by_s: float, by_part: float = 0.0
) -> bool:
    """Tell whether an order takes so much longer than healthy ones, in seconds and as a part.

    Where others hold the machine's cores meanwhile, it is placed again, beside a healthy one.
    """
    usual_s, took_s = trial.usual_s, trial.broken[scenario.name].took_s
    for seed in MORE_SEEDS:
        if took_s >= max(usual_s + by_s, usual_s * (1 + by_part)):
            return True
        usual_s = place(shop).took_s
        took_s = place(shop, *least(scenario), seed=seed).took_s
    return took_s >= max(usual_s + by_s, usual_s * (1 + by_part))


def least(scenario: Scenario) -> tuple[str, float | None]:
    """Ask for a scenario with the shortest delay that it may draw."""
    return scenario.name, scenario.delay_ms[0] if scenario.delay_ms else None


def place(
    shop: Shop,
    name: str = "",
    delay_ms: float | None = None,
    *,
    mended: bool = False,
    seed: int = SEED,
) -> Timed:
    """Place one order and look at the clock."""
    asked = Asked((name,) if name else (), (delay_ms,), seed, mended)
    began = time.monotonic()
    order = shop.place_order(SKU, 1, asked)
    return Timed(order, time.monotonic() - began)


def await_trace(jaeger: JaegerClient, timed: Timed) -> Trace:
    """Wait for the trace of an order."""
    trace = wait_for_whole_trace(jaeger, timed.order.trace_id, ARRIVAL_S).trace
    assert trace is not None
    return trace


def is_confirmed_at_last(shop: Shop, timed: Timed) -> bool:
    """Tell whether an order that was only placed when it was answered comes to be confirmed."""

    def is_settled() -> bool:
        found = shop.find_order(timed.order.order_id)
        return found is not None and found["state"] == "confirmed"

    return wait_until(is_settled, "the order to be confirmed")
