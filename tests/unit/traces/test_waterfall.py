"""The drawing of one trace."""

import io
import os
from dataclasses import replace

import pytest
from rich.console import Console
from rich.text import Text

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import Node, internal, query, server, trace_of
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.trace import Trace

SLOW_ORDER = """\
4.92 s of 4.98 s (99 %) in thirdparty look_up_price; everything else took
0.06 s.
thirdparty look_up_price took 4.92 s; that is at least half of the time, and
there is no healthy trace to compare with.

service     operation                     0             4.98 s     time     self
frontend    POST api/orders               █░░░░░░░░░░░░░░░░░░█   4.98 s   4.0 ms
frontend      place_order                 █░░░░░░░░░░░░░░░░░░█   4.98 s   4.0 ms
frontend        save_order                █                      7.0 ms   2.0 ms
frontend          INSERT                  █                      5.0 ms   5.0 ms
frontend        POST                      █░░░░░░░░░░░░░░░░░░█   4.97 s   7.0 ms
inventory         POST /reservations      █░░░░░░░░░░░░░░░░░░█   4.96 s   6.0 ms
inventory           check_stock           █                      6.0 ms   2.0 ms
inventory             SELECT              █                      4.0 ms   4.0 ms
inventory           quote_price           █░░░░░░░░░░░░░░░░░░█   4.93 s   2.0 ms
inventory             GET                 █░░░░░░░░░░░░░░░░░░█   4.93 s   6.0 ms
thirdparty              GET /v1/prices/<… █░░░░░░░░░░░░░░░░░░█   4.92 s   3.0 ms
thirdparty                look_up_price   ████████████████████   4.92 s   4.92 s
inventory           reserve_stock                            █    16 ms   2.0 ms
inventory             UPDATE                                 █    14 ms    14 ms
█ on the critical path   ░ not on it   ✗ failed   self: time no child covers
"""

REPEATED = """\
service  operation             0                        1.45 s     time     self
a        R                     ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░█   1.45 s    10 ms
a          check               ███████████████████████████████   1.44 s   500 ms
a            38 TIMES SELECT stock ███████████████████████████       862 ms
a            SELECT stock         ██                              26 ms    26 ms
a            SELECT stock              █                          26 ms    26 ms
a            SELECT stock                  ██                     26 ms    26 ms
""".replace("TIMES", "\N{MULTIPLICATION SIGN}")


def draw(*roots: Node, width: int = 80, ascii_only: bool = False, without: str = "") -> str:
    explanation = explain(trace_of(*roots, without=without))
    return draw_waterfall(explanation, width, ascii_only=ascii_only).plain


def test_slow_order_is_drawn_in_80_columns() -> None:
    assert draw(order(4_920)) == SLOW_ORDER


def test_wide_terminal_gets_longer_bars_and_whole_names() -> None:
    (line,) = (line for line in draw(order(4_920), width=160).splitlines() if "/v1/" in line)
    assert "GET /v1/prices/<sku>" in line
    assert line.count("░") > 80
    assert len(line) == 160


def test_narrow_terminal_keeps_the_name_of_what_is_to_blame() -> None:
    lines = draw(order(4_920), width=60).splitlines()
    (blamed,) = (line for line in lines if "4.92 s   4.92 s" in line)
    assert blamed.split()[:2] == ["thirdparty", "look_up_price"]
    assert blamed.count("█") >= 8
    assert max(map(len, lines)) == 60


def test_deep_and_narrow_the_blamed_row_keeps_its_name_before_its_depth() -> None:
    node = internal("thirdparty ask_somebody", 10, 4_990)
    for level in range(14):
        node = internal(f"a level{level}", 5, 4_995, node)
    lines = draw(server("a R", 0, 5_000, node), width=60).splitlines()
    assert any(line.startswith("thirdparty  ") and "ask_somebody" in line for line in lines)
    assert max(map(len, lines)) == 60


@pytest.mark.parametrize("width", [60, 70, 80, 120])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_legend_breaks_between_its_entries_only(width: int, ascii_only: bool) -> None:
    drawing = draw(order(4_920), width=width, ascii_only=ascii_only)
    entries = ("on the critical path", "not on it", "failed", "self: time no child covers")
    assert all(entry in drawing for entry in entries)
    assert max(map(len, drawing.splitlines())) <= width


@pytest.mark.parametrize("width", [139, 150, 400])
def test_scale_ends_at_the_duration_in_a_terminal_of_any_width(width: int) -> None:
    (head,) = (line for line in draw(order(4_920), width=width).splitlines() if "operation" in line)
    assert head.endswith("4.98 s     time     self")
    assert len(head) == width


def test_figures_of_a_long_trace_stay_apart() -> None:
    hour = 3_600_000
    lines = draw(server("a R", 0, 2 * hour, internal("a x", 0, hour))).splitlines()
    assert any(line.endswith("2.00 h 60.0 min") for line in lines)
    assert lines[0] == "1.00 h of 2.00 h (50 %) in a R; everything else took 1.00 h."


def test_terminal_without_unicode_gets_ascii() -> None:
    drawing = draw(order(4_920), ascii_only=True)
    assert drawing.isascii()
    assert "thirdparty              GET /v1/prices/<~ #------------------#   4.92 s" in drawing


def test_like_siblings_are_folded_to_the_longest_three() -> None:
    queries = [query("a SELECT stock", i * 30, i * 30 + 20 + i % 7) for i in range(41)]
    drawing = draw(server("a R", 0, 1450, internal("a check", 0, 1440, *queries)))
    assert REPEATED in drawing


def test_fold_of_calls_side_by_side_shows_the_time_that_they_cover() -> None:
    queries = [query("a SELECT", i, 1400 + i) for i in range(41)]
    lines = draw(server("a R", 0, 1500, *queries)).splitlines()
    (fold,) = [line for line in lines if "38" in line]
    assert fold.split()[-2:] == ["1.44", "s"]


def test_failed_span_is_marked_by_shape() -> None:
    lines = draw(order(50, error=True)).splitlines()
    assert [line for line in lines if "✗" in line and "failed" not in line] == [
        "thirdparty ✗              look_up_price        ██████████         50 ms    50 ms"
    ]


def test_tree_without_its_parent_is_set_apart() -> None:
    lines = draw(order(50), without="frontend save_order").splitlines()
    start = lines.index("what called it is missing:")
    assert lines[start + 1].startswith("frontend    INSERT ")


def test_cycle_is_not_said_to_lack_a_parent() -> None:
    root, x, y = trace_of(server("a R", 0, 9), internal("a x", 1, 8), internal("a y", 2, 7)).spans
    loop = (replace(x, parent_id=y.span_id), replace(y, parent_id=x.span_id))
    drawing = draw_waterfall(explain(Trace(root.trace_id, (root, *loop)))).plain
    assert "\nits own ancestor:\na" in drawing
    assert "missing" not in drawing


def test_second_root_is_set_apart() -> None:
    assert "\nanother root:\nb" in draw(server("a R", 0, 100), server("b S", 20, 30))


def test_many_problems_are_counted_not_listed() -> None:
    late = [internal(f"a job{i}", 10, 500) for i in range(30)]
    drawing = draw(server("a R", 0, 100, *late))
    assert drawing.count("after its parent a R had ended") == 8
    assert "! and 22 more like these\n" in drawing


def test_number_stays_with_its_unit_when_a_sentence_wraps() -> None:
    for width in range(60, 120):
        for line in draw(order(4_920), width=width).splitlines():
            assert not line.startswith(("s ", "s.", "ms", "%", "s;"))


def test_names_cannot_drive_the_terminal_or_the_drawing() -> None:
    evil = "\x1b[31m\x1b]0;owned\x07 [bold]x[/bold] :smile: \u202e\u2066\ufeff\x9b\ud800\r\n\tend"
    root = server(
        "a R", 0, 100, internal(f"ev\x1bil {evil}", 10, 90, status_message=evil, error=True)
    )
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="truecolor", width=120)
    console.print(draw_waterfall(explain(trace_of(root)), 120), end="")
    text = out.getvalue()
    for char in ("\x1b]", "\x07", "\u202e", "\u2066", "\ufeff", "\x9b", "\ud800", "\r", "\t"):
        assert char not in text
    plain = Text.from_ansi(text).plain
    assert "[bold]x[/bold] :smile:" in plain
    assert all(len(line) <= 120 for line in plain.splitlines())


def test_huge_names_are_cut_short() -> None:
    drawing = draw(server(f"a {'x' * 1_000_000}", 0, 100, internal(f"{'y' * 10_000} z", 1, 9)))
    assert max(map(len, drawing.splitlines())) <= 80


def test_wide_characters_keep_the_columns() -> None:
    drawing = draw_waterfall(
        explain(trace_of(server("店 注文する", 0, 100, internal("店 在庫を確認", 1, 9)))), 80
    )
    lines = drawing.split("\n")
    head = next(number for number, line in enumerate(lines) if line.plain.startswith("service"))
    assert {line.cell_len for line in lines[head + 1 : head + 3]} == {80}


def test_sentences_of_wide_characters_keep_within_the_width() -> None:
    drawing = draw_waterfall(explain(trace_of(server(f"店 {'注文する' * 25}", 0, 900))), 80)
    assert max(line.cell_len for line in drawing.split("\n")) <= 80


@pytest.mark.parametrize("quiet", [{"NO_COLOR": "1"}, {}])
def test_piped_or_with_no_color_it_is_plain_text(
    quiet: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(key, raising=False)
    for key, value in quiet.items():
        monkeypatch.setitem(os.environ, key, value)
    out = io.StringIO()
    Console(file=out, width=80).print(draw_waterfall(explain(trace_of(order(4_920))), 80), end="")
    assert out.getvalue() == SLOW_ORDER


def test_terminal_gets_the_same_text_in_colour() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", width=80)
    console.print(draw_waterfall(explain(trace_of(order(4_920))), 80), end="")
    assert "\x1b[" in out.getvalue()
    assert Text.from_ansi(out.getvalue()).plain.strip() == SLOW_ORDER.strip()


def test_trace_of_10_000_spans_stays_readable() -> None:
    steps = [
        internal(f"svc{i % 5} step{i % 400}", i, i + 0.9, query("b SELECT", i, i + 0.5))
        for i in range(5_000)
    ]
    slow = internal("svc1 slow_step", 5_000, 9_000)
    lines = draw(server("a R", 0, 9_005, *steps, slow)).splitlines()
    assert len(lines) < 420
    assert any("slow_step" in line and "4.00 s" in line for line in lines)


def test_deep_trace_is_drawn_without_growing_to_the_right() -> None:
    node = internal("a leaf", 0, 10)
    for level in range(3_000):
        node = internal(f"a level{level}", 0, 10 + level / 1000, node)
    lines = draw(server("a R", 0, 100, node)).splitlines()
    assert len(lines) < 420
    assert max(map(len, lines)) <= 80
