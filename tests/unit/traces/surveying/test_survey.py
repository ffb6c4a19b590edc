"""What a survey says of requests drawn by hand: who is at fault, and what speaks against it."""

from collections.abc import Callable
from dataclasses import replace
from time import process_time

import pytest

from tests.unit.traces.drawn.sketch import Node
from tests.unit.traces.surveying.drawn_requests import in_a_row, page, pages
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.surveying.cause import Cause, cause_of
from tracing_sandbox.traces.surveying.evidence.observation import observe
from tracing_sandbox.traces.surveying.findings.sudden import find_sudden
from tracing_sandbox.traces.surveying.survey import Survey, survey

ADDRESS = {"attributes": {"server.address": "127.0.0.1", "server.port": 28001}}
HEALTHY = 12
SLOW = 8


def survey_since(change: Callable[[int], Node]) -> Survey:
    """Survey twelve healthy pages, and eight that are changed."""
    return survey(in_a_row([*pages(HEALTHY), *(change(HEALTHY + n) for n in range(SLOW))]))


def only_cause(found: Survey) -> Cause:
    (cause,) = found.causes
    return cause


@pytest.mark.parametrize(
    ("change", "kind", "names", "headline"),
    [
        (lambda n: page(n, items_ms=90), "own", {"items"}, "in items GET /item"),
        (
            lambda n: page(n, query_ms=90),
            "wait",
            {"stock", "postgresql"},
            "waiting for postgresql (stock SELECT)",
        ),
        (
            lambda n: page(n, ways_ms=(90, 1)),
            "transit",
            {"stock"},
            "between shop GET stock and stock (network or queue)",
        ),
        (
            lambda n: page(n, ways_ms=(90, 90)),
            "transit",
            {"shop"},
            "between shop and those that it calls (network or queue)",
        ),
        (lambda n: page(n, stock_ms=90, query_ms=90), "service", {"stock"}, "in stock"),
    ],
)
def test_cause_is_what_the_slow_ones_have_in_common(
    change: Callable[[int], Node], kind: str, names: set[str], headline: str
) -> None:
    cause = only_cause(survey_since(change))
    assert (cause.kind, cause.names, cause.headline) == (kind, names, headline)
    assert (cause.touched, cause.since, cause.before) == (SLOW, SLOW, HEALTHY)


def test_sentence_says_since_when_and_how_much() -> None:
    found = survey_since(lambda n: page(n, items_ms=90))
    assert found.answer == (
        "Since 2025-06-15 15:19:40 UTC, 8 of 8 requests took 80 ms longer in items GET /item; "
        "nothing else is out of line."
    )


def test_single_way_has_two_ends() -> None:
    cause = only_cause(survey_since(lambda n: page(n, ways_ms=(90, 1))))
    assert cause.other_end == "shop"
    assert cause.against == ("It may as well be shop, the other end of that way.",)


def test_what_speaks_against_it_is_counted() -> None:
    found = survey_since(lambda n: page(n, items_ms=90 if n % 4 else 10))
    cause = only_cause(found)
    assert (cause.touched, cause.since) == (6, 7)
    assert cause.against == ("1 of the 7 like ones since then do not show it.",)


def test_few_before_it_are_said() -> None:
    sketches = [page(n, items_ms=90 if n >= 2 and n % 3 else 10) for n in range(9)]
    assert only_cause(survey(in_a_row(sketches))).against == (
        "2 of the 7 like ones since then do not show it.",
        "Only 2 like ones before it do not show it; what comes at random leaves so many out "
        "in 1 of 6 cases.",
    )  # fmt: skip


def test_time_that_nothing_may_have_waited_for_speaks_against_it() -> None:
    traces = in_a_row([*pages(HEALTHY), *(page(n, items_ms=90) for n in range(SLOW))])
    (finding,), _ = find_sudden(observe(traces).observations)
    half_ns = sum(finding.excesses_ns) // 2
    assert cause_of(replace(finding, doubtful_ns=half_ns - 1)).against == ()
    assert cause_of(replace(finding, doubtful_ns=half_ns)).against == (
        "Nothing may have waited for half of that time: other work ran beside it.",
    )


def test_two_causes_are_ranked_by_what_they_cost() -> None:
    def change(number: int) -> Node:
        return page(number, items_ms=150) if number % 2 else page(number, query_ms=300)

    found = survey_since(change)
    assert [cause.names for cause in found.causes] == [{"stock", "postgresql"}, {"items"}]
    assert found.answer.endswith("1 other cause below.")


def test_cause_that_may_be_chance_stands_behind() -> None:
    odd = [page(n, items_ms=10 if n in (0, 1, 4, 6) else 500) for n in range(8)]
    others = [
        replace(page(n, query_ms=5 if n < HEALTHY else 60), name="GET /other")
        for n in range(HEALTHY + SLOW)
    ]
    found = survey(in_a_row([*odd, *others]))
    assert [cause.names for cause in found.causes] == [{"stock", "postgresql"}, {"items"}]
    assert [cause.by_chance for cause in found.causes] == [False, True]
    assert found.causes[1].cost_ns > found.causes[0].cost_ns


def failing(number: int) -> Node:
    sketch = page(number)
    call = sketch.children[1]
    answer = replace(call.children[0], fields={"error": True, "status_message": "no such table"})
    call = replace(call, children=(answer,), fields={"error": True})
    return replace(sketch, children=(sketch.children[0], call), fields={"error": True})


def test_failures_are_blamed_on_where_they_began() -> None:
    cause = only_cause(survey_since(failing))
    assert (cause.kind, cause.names, cause.operation) == ("error", {"items"}, "GET /item")
    assert cause.figures == ("0 of 12 failed", "8 of 8 failed")


def test_failures_from_the_first_trace_on_are_a_cause_all_the_same() -> None:
    found = survey(in_a_row([failing(number) for number in range(10)]))
    assert only_cause(found).against == (
        "It is there from the first trace on: what was before is not known.",
    )


def refused(number: int) -> Node:
    """A page whose call to items is refused; the call knows nothing but the address."""
    sketch = page(number)
    call = sketch.children[1]
    return replace(
        sketch,
        children=(
            sketch.children[0],
            replace(call, children=(), fields={**ADDRESS, "error": True}),
        ),
        fields={"error": True},
    )


def with_address(sketch: Node) -> Node:
    call = replace(sketch.children[1], fields=ADDRESS)
    return replace(sketch, children=(sketch.children[0], call))


def test_refused_service_is_known_by_who_answered_at_its_address() -> None:
    sketches = [*map(with_address, pages(HEALTHY)), *(refused(n) for n in range(SLOW))]
    cause = only_cause(survey(in_a_row(sketches)))
    assert (cause.kind, cause.names, cause.other_end) == ("error", {"items"}, "shop")
    assert cause.headline == "calling items from shop"


def test_two_ways_from_one_service_to_another_are_its_way() -> None:
    def two_calls(number: int, way_ms: float) -> Node:
        sketch = page(number, ways_ms=(way_ms, way_ms))
        call, other = sketch.children
        far = replace(other.children[0], service="stock", name="GET /item")
        return replace(sketch, children=(call, replace(other, children=(far,))))

    sketches = [two_calls(n, 1.0 if n < HEALTHY else 60.0) for n in range(HEALTHY + SLOW)]
    cause = only_cause(survey(in_a_row(sketches)))
    assert (cause.names, cause.other_end) == ({"stock"}, "shop")
    assert cause.headline == "between shop and stock (network or queue)"


def without_items(number: int) -> Node:
    sketch = page(number)
    return replace(sketch, end_ms=sketch.children[1].start_ms + 5, children=sketch.children[:1])


def test_calls_that_are_left_out_are_a_cause() -> None:
    cause = only_cause(survey_since(without_items))
    assert (cause.kind, cause.names) == ("missing", {"shop"})
    assert cause.figures == ("6 spans", "4 spans")


def unfinished(number: int) -> Node:
    """A page that ends, without a word, where its second service asked nothing any more."""
    sketch = page(number)
    stock = sketch.children[0]
    asking = replace(stock.children[0], children=())
    return replace(sketch, children=(replace(stock, children=(asking,)),))


def test_deepest_caller_that_is_still_there_ended_early() -> None:
    cause = only_cause(survey_since(unfinished))
    assert (cause.kind, cause.service, cause.operation) == ("missing", "stock", "GET /level")
    assert cause.headline == "without stock SELECT beneath stock GET /level"


def again_and_again(number: int) -> Node:
    sketch = page(number)
    call = sketch.children[1]
    length = call.end_ms - call.start_ms
    calls = tuple(moved(call, turn * (length + 1)) for turn in range(15))
    return replace(sketch, end_ms=calls[-1].end_ms + 5, children=(sketch.children[0], *calls))


def moved(node: Node, by_ms: float) -> Node:
    children = tuple(moved(child, by_ms) for child in node.children)
    return replace(
        node, start_ms=node.start_ms + by_ms, end_ms=node.end_ms + by_ms, children=children
    )


def test_more_calls_are_the_fault_of_who_makes_them() -> None:
    cause = only_cause(survey_since(again_and_again))
    assert (cause.kind, cause.names, cause.operation) == ("repetition", {"shop"}, "GET /page")
    assert cause.figures == ("1 span", "15 spans")


def test_what_varies_from_the_start_is_usual_and_no_cause() -> None:
    sketches = [page(n, items_ms=10 if n % 3 else 90 + 20 * n) for n in range(24)]
    found = survey(in_a_row(sketches))
    assert found.causes == ()
    assert found.habits[0].headline == "in items GET /item"
    assert found.answer == "Nothing is out of line in 24 traces."


def test_faster_than_before_is_no_cause() -> None:
    assert survey_since(lambda n: page(n, items_ms=2)).causes == ()


def test_incomplete_traces_are_left_out_and_counted() -> None:
    traces = in_a_row([*pages(HEALTHY), *(page(n, items_ms=90) for n in range(SLOW))])
    cut = [Trace(each.trace_id, each.spans[:1] + each.spans[2:]) for each in traces[:3]]
    found = survey([*cut, *traces[3:]])
    assert (found.traces, found.incomplete) == (HEALTHY + SLOW, 3)
    assert only_cause(found).before == HEALTHY - 3
    assert found.coverage.startswith("20 traces read, 3 of them incomplete and left out:")


def test_few_traces_are_too_few_to_tell() -> None:
    answer = "3 traces can be compared, and at least 8 are needed to say what is wrong."
    assert survey(in_a_row(pages(3))).answer == answer


def named_apart(number: int, items_ms: float) -> Node:
    """A page that calls each item by a name of its own, as badly named spans are."""
    sketch = page(number, items_ms=items_ms)
    stock, items = sketch.children
    answer = replace(items.children[0], name=f"GET /item/{number}")
    return replace(sketch, children=(stock, replace(items, children=(answer,))))


def test_names_that_no_two_requests_share_are_one_service() -> None:
    found = survey(in_a_row(named_apart(n, 10 if n < HEALTHY else 90) for n in range(20)))
    assert (only_cause(found).kind, only_cause(found).names) == ("service", {"items"})


def test_cost_is_linear_where_every_name_is_new() -> None:
    seconds = []
    for count in (250, 1_000):
        traces = in_a_row(named_apart(n, 10 if n % 5 else 90) for n in range(count))
        began = process_time()
        survey(traces)
        seconds.append(process_time() - began)
    assert seconds[1] < 8 * seconds[0]


def test_order_of_the_traces_does_not_matter() -> None:
    traces = in_a_row([*pages(HEALTHY), *(page(n, items_ms=90) for n in range(SLOW))])
    assert survey(traces[::-1]) == survey(traces)


def test_document_holds_what_is_told() -> None:
    document = survey_since(lambda n: page(n, query_ms=90)).as_document()
    (cause,) = document.pop("causes")
    assert document == {
        "traces": 20,
        "incomplete": 0,
        "first": "2025-06-15T15:07:40.000000000Z",
        "last": "2025-06-15T15:26:40.000000000Z",
        "answer": "Since 2025-06-15 15:19:40 UTC, 8 of 8 requests took 85 ms longer waiting for "
        "postgresql (stock SELECT); nothing else is out of line.",
        "usual": [],
    }
    assert cause == {
        "kind": "wait",
        "service": "stock",
        "operation": "SELECT",
        "target": "postgresql",
        "other_end": None,
        "headline": "waiting for postgresql (stock SELECT)",
        "sentence": document["answer"].replace("; nothing else is out of line", ""),
        "usual_ms": 5.2,
        "now_ms": 90.2,
        "usual_spans": None,
        "now_spans": None,
        "cost_ms": 680.3,
        "touched": 8,
        "like_since": 8,
        "like_before": 12,
        "since": "2025-06-15T15:19:40.000000000Z",
        "examples": cause["examples"],
        "healthy": cause["healthy"],
        "against": [],
        "by_chance": False,
    }
    assert set(cause["examples"]) <= {f"{number:032x}" for number in range(13, 21)}
