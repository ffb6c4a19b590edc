"""The doctor names each break of the tracing in a real order, and nothing once it is mended."""

import time
from dataclasses import dataclass

import pytest

from tests.waiting import wait_until
from tracing_sandbox.doctor import Diagnosis, choose_healthy, diagnose
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue import tracing_breaks
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.running.circumstances import look_around
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.shop import PlacedOrder, Shop
from tracing_sandbox.traces.jaeger.arrival import is_whole
from tracing_sandbox.traces.jaeger.client import JaegerClient

HEALTHY_ORDERS = 10
MOST_TRACES = 500
every_break = pytest.mark.parametrize(
    "scenario", tracing_breaks(), ids=lambda scenario: scenario.name
)


@dataclass(frozen=True)
class Ward:
    """Orders of all sorts, placed one after the other, and what the doctor says of all traces."""

    broken: dict[str, PlacedOrder]
    mended: dict[str, PlacedOrder]
    healthy: list[PlacedOrder]
    diagnosis: Diagnosis

    def found(self, placed: PlacedOrder) -> list[tuple[str, str]]:
        """List rule and place of each finding in an order's trace, and in its other parts."""
        findings = self.diagnosis.of([placed.trace_id]).findings
        return [(finding.rule, finding.where) for finding in findings]


@pytest.fixture(scope="module")
def ward(sandbox: TrialSandbox, jaeger: JaegerClient) -> Ward:
    """Place each break broken and mended, with healthy orders before and after it."""
    shop, began_ns = Shop(sandbox.frontend_url), time.time_ns()
    healthy = [order(shop) for _ in range(HEALTHY_ORDERS)]
    broken, mended = {}, {}
    for scenario in apart(tracing_breaks()):
        broken[scenario.name] = order(shop, scenario.name)
        mended[scenario.name] = order(shop, scenario.name, mended=True)
        healthy.append(order(shop))
    wait_until(lambda: have_come(jaeger, [*healthy, *mended.values()]), "whole traces")
    traces = jaeger.find_traces(None, MOST_TRACES, since=began_ns)
    beside = look_around(Sandbox(sandbox.home))
    return Ward(broken, mended, healthy, diagnose(traces, None, choose_healthy(traces), beside))


def apart(scenarios: list[Scenario]) -> list[Scenario]:
    """Part neighbours: a service logs of its exporter later, and not of which trace."""
    return scenarios[::2] + scenarios[1::2]


def order(shop: Shop, *names: str, mended: bool = False) -> PlacedOrder:
    return shop.place_order("TEA-ASSAM", 1, Asked(names, mended=mended))


def have_come(jaeger: JaegerClient, orders: list[PlacedOrder]) -> bool:
    """Tell whether each is whole; what broken orders have sent came before the last of these."""
    traces = [jaeger.find_trace(placed.trace_id) for placed in orders]
    return all(trace is not None and is_whole(trace) for trace in traces)


@every_break
def test_break_is_felt_by_nobody(ward: Ward, scenario: Scenario) -> None:
    assert ward.broken[scenario.name].confirmed
    assert ward.mended[scenario.name].confirmed


@every_break
def test_doctor_names_the_break_at_its_hop_and_nothing_else(ward: Ward, scenario: Scenario) -> None:
    assert scenario.finding is not None
    expected = [(scenario.finding.rule, scenario.finding.hop)]

    assert ward.found(ward.broken[scenario.name]) == expected


@every_break
def test_doctor_finds_nothing_once_it_is_mended(ward: Ward, scenario: Scenario) -> None:
    assert ward.found(ward.mended[scenario.name]) == []


def test_orders_beside_broken_ones_are_healthy(ward: Ward) -> None:
    assert [found for placed in ward.healthy if (found := ward.found(placed))] == []
