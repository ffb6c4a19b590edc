"""A survey as a terminal shows it."""

from dataclasses import replace

import pytest

from tests.unit.traces.drawn.sketch import Node
from tests.unit.traces.surveying.drawn_requests import in_a_row, page, pages
from tracing_sandbox.traces.drawing.survey_table import draw_survey
from tracing_sandbox.traces.surveying.survey import Survey, survey


def slow_items() -> Survey:
    traces = in_a_row([*pages(12), *(page(n, items_ms=90 if n % 4 else 10) for n in range(12, 20))])
    return survey(traces)


def test_drawing_begins_with_the_sentence_and_tells_each_cause() -> None:
    found = slow_items()
    ids = [f"   sandbox trace {each}\n" for each in found.causes[0].examples]
    assert draw_survey(found, 80).plain == (
        "Since 2025-06-15 15:20:40 UTC, 6 of 7 requests took 80 ms longer in items GET\n"
        "/item; nothing else is out of line.\n"
        "\n"
        "1  Longer in items GET /item\n"
        "   usual 10 ms, now 90 ms; 480 ms in all\n"
        "   6 of 7 since 2025-06-15 15:20:40 UTC\n"
        "   but: 1 of the 7 like ones since then do not show it.\n"
        f"{''.join(ids)}"
        f"   a healthy one: sandbox trace {found.causes[0].healthy}\n"
        "\n"
        "20 traces read, all of them whole: 2025-06-15 15:07:40 UTC to 2025-06-15\n"
        "15:26:40 UTC.\n"
    )


@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_lines_fit_the_terminal(width: int) -> None:
    drawing = draw_survey(slow_items(), width)
    assert max(line.cell_len for line in drawing.split("\n")) <= max(width, 60)


def test_drawing_without_unicode_is_ascii() -> None:
    assert draw_survey(slow_items(), ascii_only=True).plain.isascii()


def renamed(number: int, items_ms: float) -> Node:
    """A page whose second service has a name that would paint the terminal."""
    sketch = page(number, items_ms=items_ms)
    stock, items = sketch.children
    answer = replace(items.children[0], service="\x1b[31mitems", name="GET\n/item")
    return replace(sketch, children=(stock, replace(items, children=(answer,))))


def test_names_reach_the_terminal_harmless() -> None:
    traces = in_a_row(renamed(n, 10 if n < 12 else 90) for n in range(20))
    drawing = draw_survey(survey(traces)).plain
    assert "in \ufffd[31mitems GET\ufffd/item" in drawing
    assert "\x1b" not in drawing


def test_what_recurs_is_told_as_usual() -> None:
    sketches = [page(n, items_ms=10 if n % 3 else 90 + 20 * n) for n in range(24)]
    drawing = draw_survey(survey(in_a_row(sketches)), 80).plain
    assert drawing.splitlines()[:4] == [
        "Nothing is out of line in 24 traces.",
        "",
        "Usual, and no cause",
        "   8 of 24 took 80 ms to 500 ms longer in items GET /item, as from the first",
    ]
