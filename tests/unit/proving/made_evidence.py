"""Orders as the check sees them, made by hand."""

from dataclasses import replace

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import MS, trace_of
from tracing_sandbox.doctor import Finding
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import ExpectedFinding, Scenario
from tracing_sandbox.proving.plan import Plan, plan_fault
from tracing_sandbox.proving.seen import Evidence, Seen
from tracing_sandbox.shop import PlacedOrder
from tracing_sandbox.traces.explaining.explanation import Explanation, explain

SLOW = SCENARIOS["slow-third-party"]
BREAK = SLOW.model_copy(
    update={
        "name": "stripped",
        "felt": "nothing",
        "blame": None,
        "finding": ExpectedFinding(rule="stripped", hop="frontend->inventory"),
    }
)
CONFIRMED = PlacedOrder(201, {"id": "1", "trace_id": "a" * 32, "sku": "TEA"})


def explained(look_up_ms: float) -> Explanation:
    healthy = [replace(trace_of(order(20 + n)), trace_id=f"{n:032x}") for n in range(1, 7)]
    return explain(trace_of(order(look_up_ms)), healthy)


def seen(look_up_ms: float, *findings: Finding, placed: PlacedOrder = CONFIRMED) -> Seen:
    return Seen(placed, explained(look_up_ms), findings)


def finding(rule: str, hop: str | None = None, service: str | None = None) -> Finding:
    named = {"rule": rule, "hop": hop, "service": service, "sentence": "It is so."}
    empty = dict.fromkeys(("trace_ids", "span_ids", "evidence"), ())
    return Finding(**named, **empty, mend="", score_rule=None, impact="")  # type: ignore[arg-type]


def plan(scenario: Scenario = SLOW) -> Plan:
    return replace(plan_fault(scenario, 1), second=None, first_alone=None)


def evidence(
    broken: Seen, whole_ms: tuple[float, ...] = (22, 23, 24), mended: Seen | None = None
) -> Evidence:
    """Make the evidence of one seed; times are those of the look-up."""
    return Evidence(plan(), broken, [seen(ms) for ms in whole_ms], mended if mended else seen(22))


def ms(value: float) -> int:
    return round(value * MS)
