"""The page that explains the algorithm tells the truth."""

import inspect
import re

from tests.unit.traces.drawn.docs_example import MS, PAGE, block_after, example_trace, table_after
from tracing_sandbox.traces.comparing.comparison import compare
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.judging import habit, missing, problem
from tracing_sandbox.traces.judging.repetition import FEWEST, SHORTEST_NS
from tracing_sandbox.traces.judging.slowness import LEAST_EXCESS_NS, LONG_NS, MARGIN_NS, RIPPLES
from tracing_sandbox.traces.measuring.figures import MILLISECOND
from tracing_sandbox.traces.reading.fields import field


def test_example_is_drawn_as_the_page_shows_it() -> None:
    assert draw_waterfall(explain(example_trace()), 80).plain == block_after("draws it:")


def test_example_has_the_segments_that_the_page_lists() -> None:
    path = explain(example_trace()).path
    assert table_after("In the example:") == [
        [
            segment.span.service,
            segment.span.name,
            segment.kind,
            f"{segment.start_ns // MS}",
            f"{segment.end_ns // MS}",
        ]
        for segment in path
    ]


def test_limits_are_those_that_the_page_names() -> None:
    text = PAGE.read_text()
    assert f"at least {LONG_NS / 1e9:g} s, and half of the whole" in text
    assert f"and {MARGIN_NS // MILLISECOND} ms. With fewer" in text
    assert f"at least {LEAST_EXCESS_NS // MILLISECOND} ms and a quarter of the whole" in text
    assert RIPPLES == 3
    assert (habit.FEWEST, habit.MOST_UNEVEN, habit.WIDE) == (4, 0.2, 3)
    assert missing.FEWEST_SPANS == 2
    assert f"At least {FEWEST} like siblings" in text
    assert f"{SHORTEST_NS // MILLISECOND} ms together" in text


def test_every_rule_of_a_problem_is_on_the_page() -> None:
    sources = inspect.getsource(problem) + inspect.getsource(field)
    rules = re.findall(r'"([a-z]+-[a-z-]+|cycle|overrun|stream)"', sources)
    assert len(rules) == 18
    assert [rule for rule in rules if f"`{rule}`" not in PAGE.read_text()] == []


def test_comparison_as_json_has_the_fields_that_the_page_lists() -> None:
    document = compare(example_trace(), example_trace()).as_document()
    listed = table_after("`sandbox compare A B --json` gives one document.")
    fields = [re.findall(r"`(\w+)(?:\[\])?`", names) for names, _ in listed]
    assert [name for row in fields for name in row] == list(document)
    told = {names: re.findall(r"`(\w+)`", said) for names, said in listed}
    assert told["`first`, `second`"] == list(document["first"]) == list(document["second"])
    for name in ("differences", "spans"):
        assert told[f"`{name}[]`"] == list(document[name][0])
    kinds = re.search(r"`kind` \(([^)]+)\)", dict(listed)["`differences[]`"])
    assert kinds
    assert {each["kind"] for each in document["differences"]} <= set(kinds[1].split(", "))
