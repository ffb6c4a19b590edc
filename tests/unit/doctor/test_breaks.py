"""Every break of the tracing is told from every other, and healthy orders from all of them."""

from collections import Counter

import pytest

from tests.unit.doctor.breaks import BREAKS, VARIANTS, Break
from tests.unit.doctor.made_orders import Order, healthy_orders
from tracing_sandbox.doctor import diagnose
from tracing_sandbox.expected_edges import expected_edges

HEALTHY = healthy_orders(20)
SEEDS = 5


def _names(each: Break) -> str:
    return each.make.__name__


@pytest.mark.parametrize("broken", [*BREAKS, *VARIANTS], ids=_names)
def test_break_is_named_with_its_rule_and_place_and_nothing_else_is(broken: Break) -> None:
    for seed in range(SEEDS):
        made = broken.make(Order(seed))
        found = diagnose(made.traces, None, HEALTHY, made.circumstances).findings
        assert [(f.rule, f.where) for f in found] == [(broken.rule, broken.where)]


def test_confusion_matrix_of_all_breaks_is_diagonal() -> None:
    matrix: Counter[tuple[str, str]] = Counter()
    for broken in BREAKS:
        made = broken.make(Order(1))
        found = diagnose(made.traces, None, HEALTHY, made.circumstances).findings
        matrix.update((broken.rule, each.rule) for each in found)
    assert matrix == Counter({(broken.rule, broken.rule): 1 for broken in BREAKS})


def test_many_breaks_at_once_are_told_apart_among_healthy_orders() -> None:
    """Breaks that need no log, each in an order of its own, a second apart."""
    chosen = [each for each in BREAKS if not each.rule.startswith(("exporter", "clock"))]
    traces = healthy_orders(20, first=500)
    for number, broken in enumerate(chosen):
        traces += broken.make(Order(10 * number)).traces
    found = diagnose(traces, None, HEALTHY).findings
    assert Counter((f.rule, f.where) for f in found) == Counter((b.rule, b.where) for b in chosen)


def test_healthy_orders_have_no_finding_with_or_without_knowledge() -> None:
    traces = healthy_orders(50)
    assert diagnose(traces, None, HEALTHY).findings == ()
    assert diagnose(traces, frozenset(expected_edges())).findings == ()
    assert diagnose(traces).findings == ()


@pytest.mark.parametrize("broken", BREAKS, ids=_names)
def test_finding_says_what_shows_it_and_how_it_is_mended(broken: Break) -> None:
    made = broken.make(Order(3))
    (found,) = diagnose(made.traces, None, HEALTHY, made.circumstances).findings
    assert all((found.sentence, found.evidence, found.mend, found.trace_ids, found.span_ids))
    spans = {(s.trace_id, s.span_id) for trace in made.traces for s in trace.spans}
    assert set(found.span_ids) <= {span_id for _, span_id in spans}
    assert set(found.trace_ids) <= {trace.trace_id for trace in made.traces}
