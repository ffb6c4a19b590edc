"""Which times stand apart from the usual ones."""

from collections.abc import Sequence

from tests.unit.traces.drawn.sketch import MS
from tracing_sandbox.traces.surveying.evidence.series import Excess, Point, stand_out


def points(*times_ms: float) -> Sequence[Point]:
    return [Point(number, round(ms * MS)) for number, ms in enumerate(times_ms)]


def test_high_times_stand_out_by_what_they_exceed_the_usual() -> None:
    found = stand_out(points(10, 12, 11, 110, 10, 12, 131, 11))
    assert found == [Excess(3, 99 * MS), Excess(6, 120 * MS)]


def test_faster_ones_need_not_be_the_most() -> None:
    found = stand_out(points(10, 11, 12, 110, 112, 114, 116, 118))
    assert [excess.number for excess in found] == [3, 4, 5, 6, 7]


def test_times_that_lie_evenly_have_none_that_stands_out() -> None:
    assert stand_out(points(10, 60, 110, 160, 210, 260, 310)) == []


def test_gap_above_few_low_times_must_be_wide() -> None:
    assert stand_out(points(300, 340, 700, 900, 1100)) == []
    assert len(stand_out(points(300, 301, 700, 900, 1100))) == 3


def test_milliseconds_are_not_worth_a_word() -> None:
    assert stand_out(points(1.0, 1.1, 1.0, 1.2, 9.0, 9.1)) == []
