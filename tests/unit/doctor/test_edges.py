"""Expected edges from a file, and what is usual learnt from traces."""

import pytest

from tests.unit.doctor.made_orders import Order, healthy_orders
from tracing_sandbox.doctor import BadEdges, choose_healthy, read_edges
from tracing_sandbox.doctor.knowledge import learn
from tracing_sandbox.expected_edges import EXPECTED_EDGES, expected_edges


def test_edges_of_the_sandbox_are_read_as_they_are_written() -> None:
    assert read_edges(EXPECTED_EDGES) == expected_edges()


def test_comments_and_blank_lines_are_passed_over() -> None:
    text = "# ours\n\na GET  >  b GET /x\n   # more\n"
    assert read_edges(text) == {("a GET", "b GET /x")}


@pytest.mark.parametrize("line", ["a GET", "a GET > b", "a > b GET", "a b > c d > e f", "> b GET"])
def test_line_that_is_no_edge_is_named_with_what_was_expected(line: str) -> None:
    with pytest.raises(BadEdges) as caught:
        read_edges(f"a GET > b GET\n{line}\n")
    assert str(caught.value) == (
        f"line 2 is {line!r}; expected 'service operation > service operation', "
        "for example 'frontend POST > inventory POST /reservations'"
    )


def test_usual_edges_are_those_of_most_traces() -> None:
    orders = [Order(number) for number in range(5)]
    for order in orders[:2]:
        order.drop([order.get("inventory UPDATE stock")])
    knowledge = learn(None, [trace for order in orders for trace in order.traces()])
    assert ("inventory reserve_stock", "inventory UPDATE stock") in knowledge.edges
    orders[2].drop([orders[2].get("inventory UPDATE stock")])
    knowledge = learn(None, [trace for order in orders for trace in order.traces()])
    assert ("inventory reserve_stock", "inventory UPDATE stock") not in knowledge.edges


def test_what_is_learnt_says_who_calls_whom_and_what_travels_along() -> None:
    knowledge = learn(None, healthy_orders(3))
    order = Order(0)
    assert knowledge.callee_of(order.get("frontend POST")) == "inventory"
    assert knowledge.callee_of(order.get("inventory GET")) == "thirdparty"
    assert knowledge.callers_of("inventory POST /reservations") == {"frontend"}
    assert knowledge.callees_of("inventory") == {"thirdparty"}
    assert knowledge.carried == {"app.channel"}
    assert knowledge.carriers == {("frontend", "app.channel"), ("inventory", "app.channel")}
    assert knowledge.roots == {"frontend POST api/orders"}


def test_healthy_traces_are_chosen_without_knowing_what_is_usual() -> None:
    whole = healthy_orders(3)
    lossy, cut = Order(7), Order(8)
    lossy.drop([lossy.get("inventory UPDATE stock")])
    cut.begin_anew("inventory POST /reservations")
    assert choose_healthy([*lossy.traces(), *whole, *cut.traces()]) == whole
