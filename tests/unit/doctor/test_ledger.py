"""Spans that are taken out of whole traces are missed, and their service is named."""

import random
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.doctor.made_orders import Order, healthy_orders
from tests.unit.doctor.made_trees import random_tree
from tracing_sandbox.doctor import Diagnosis, diagnose
from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.circumstances import NOTHING_KNOWN
from tracing_sandbox.doctor.kinds import Process
from tracing_sandbox.doctor.knowledge import learn
from tracing_sandbox.doctor.ledger import find_losses
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

HEALTHY = healthy_orders(5)
MOST_LOST = 3


def _take_out(order: Order, rng: random.Random) -> list[Span]:
    lost = rng.sample(order.spans, rng.randint(1, MOST_LOST))
    order.drop(lost)
    return lost


def _services(found: Diagnosis) -> set[str | None]:
    named = {finding.service for finding in found.findings}
    return named | {f.hop.partition("->")[0] for f in found.findings if f.hop}


def _names_each(lost: Iterable[Span], found: Diagnosis) -> bool:
    return {span.service for span in lost} <= _services(found)


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_spans_taken_out_of_an_order_are_missed_and_each_service_is_named(seed: int) -> None:
    order = Order(seed)
    lost = _take_out(order, random.Random(seed))
    found = diagnose(order.traces(), None, HEALTHY)
    assert _names_each(lost, found), ([(s.service, s.name) for s in lost], found.findings)


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_spans_taken_out_of_any_tree_are_missed_and_each_service_is_named(seed: int) -> None:
    healthy = [t for number in range(3) for t in random_tree(seed, 100 + number).traces()]
    order = random_tree(seed)
    lost = _take_out(order, random.Random(seed))
    found = diagnose(order.traces(), None, healthy)
    assert _names_each(lost, found), ([(s.service, s.name) for s in lost], found.findings)


def test_call_whose_step_is_missing_is_still_known_to_have_no_answer() -> None:
    order = Order(1)
    order.drop([order.get("inventory quote_price"), *order.of("thirdparty")])
    found = diagnose(order.traces(), None, HEALTHY)
    assert [(each.rule, each.service) for each in found.findings] == [
        ("span-never-ended", "inventory"),
        ("exporter-unreachable", "thirdparty"),
    ]


def test_whole_traces_raise_no_alarm() -> None:
    traces = [trace for seed in range(300) for trace in random_tree(seed, seed).traces()]
    assert diagnose(traces).findings == ()
    assert find_losses(_case(traces)) == ()


def test_loss_has_the_exact_number_where_the_local_root_is_there() -> None:
    order = Order(1)
    lost = [order.get("inventory UPDATE stock"), order.get("inventory SELECT reservation")]
    order.drop(lost)
    (loss,) = find_losses(_case(order.traces()))
    assert (loss.process, loss.began, loss.there, loss.least, loss.is_counted) == (
        Process("inventory", "instance-of-inventory"),
        9,
        7,
        2,
        True,
    )


def test_span_without_children_is_missed_only_by_the_ledger() -> None:
    order = Order(1)
    order.drop([order.get("inventory UPDATE stock")])
    (found,) = diagnose(order.traces()).findings
    assert (found.rule, found.where, found.confidence) == ("spans-lost", "inventory", "certain")
    assert found.evidence[0].startswith("app.spans.began = 9 on ")
    assert found.evidence[0].endswith("; 8 of them are there")


def test_work_that_began_after_its_request_hides_no_loss() -> None:
    from dataclasses import replace

    order = Order(1)
    root = order.get("inventory POST /reservations")
    late = replace(
        order.get("inventory UPDATE stock"),
        span_id=order.new_id(),
        parent_id=root.span_id,
        start_ns=root.end_ns + 1,
        end_ns=root.end_ns + 2,
    )
    order.spans.append(late)
    assert find_losses(_case(order.traces())) == ()
    order.drop([order.get("inventory SELECT reservation")])
    (loss,) = find_losses(_case(order.traces()))
    assert loss.least == 1


def _case(traces: list[Trace]) -> Case:
    return Case(tuple(traces), learn(None, []), NOTHING_KNOWN)
