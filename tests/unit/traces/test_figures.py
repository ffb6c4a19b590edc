"""Figures read well and agree with each other."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracing_sandbox.traces.measuring.figures import Share, figure

MS = 1_000_000
UNITS_NS = {
    "ns": 1,
    "us": 1_000,
    "ms": MS,
    "s": 1_000 * MS,
    "min": 60_000 * MS,
    "h": 3_600_000 * MS,
    "d": 86_400_000 * MS,
}


@pytest.mark.parametrize(
    ("time_ns", "written"),
    [
        (0, "0 ms"),
        (400, "400 ns"),
        (3_000, "3.0 us"),
        (9_949, "9.9 us"),
        (9_950, "0.01 ms"),
        (20_000, "0.02 ms"),
        (994_000, "0.99 ms"),
        (996_000, "1.0 ms"),
        (7_440_000, "7.4 ms"),
        (9_960_000, "10 ms"),
        (81 * MS + 460_000, "81 ms"),
        (999 * MS, "999 ms"),
        (999 * MS + 600_000, "1.00 s"),
        (5_100 * MS, "5.10 s"),
        (125_300 * MS, "125.30 s"),
        (999_994 * MS, "999.99 s"),
        (999_995 * MS, "16.7 min"),
        (5_996_999 * MS, "99.9 min"),
        (5_997_000 * MS, "1.67 h"),
        (7_560_000 * MS, "2.10 h"),
        (359_981_999 * MS, "99.99 h"),
        (359_982_000 * MS, "4.2 d"),
        (31_535_999_850 * MS, "365.0 d"),
    ],
)
def test_time_is_written_with_as_many_digits_as_it_needs(time_ns: int, written: str) -> None:
    assert figure(time_ns) == written


def test_share_is_written_as_the_readers_sum_gives_it() -> None:
    share = Share(4_920 * MS, 5_100 * MS)
    assert (share.part, share.whole, share.percent, share.rest) == (
        "4.92 s",
        "5.10 s",
        "96 %",
        "0.18 s",
    )


def test_share_of_nearly_all_is_not_all() -> None:
    assert Share(9_990 * MS, 10_000 * MS).percent == "99 %"
    assert Share(10 * MS, 10_000 * MS).percent == "under 1 %"
    assert Share(10_000 * MS, 10_000 * MS).percent == "100 %"


def test_share_of_a_very_long_or_short_time_is_in_its_unit() -> None:
    assert Share(7_560_000 * MS, 10_800_000 * MS).part == "2.10 h"
    assert Share(7_560_000 * MS, 10_800_000 * MS).rest == "0.90 h"
    assert Share(59_000 * MS, 1_200_000 * MS).part == "1.0 min"
    assert (Share(3_000, 4_000).part, Share(3_000, 4_000).percent) == ("3.0 us", "75 %")


@given(st.integers(0, 10**17))
def test_time_leaves_a_column_of_nine_cells_free_at_its_edge(time_ns: int) -> None:
    assert len(figure(time_ns)) <= 8


WHOLES = st.integers(1, 10**12) | st.integers(1, 10**15)


@given(WHOLES, st.data())
def test_part_and_rest_add_up_to_the_whole_as_written(whole: int, data: st.DataObject) -> None:
    share = Share(data.draw(st.integers(whole // 100, whole)), whole)
    part, rest, total = (in_ms(text) for text in (share.part, share.rest, share.whole))
    assert rest == max(total - part, Decimal(0)) or share.scale.round(share.part_ns) == 0


@given(WHOLES, st.data())
def test_percent_follows_from_the_written_figures(whole: int, data: st.DataObject) -> None:
    share = Share(data.draw(st.integers(whole // 20, whole)), whole)
    part, total = in_ms(share.part), in_ms(share.whole)
    if total and re.fullmatch(r"\d+ %", share.percent):
        exact = min(part * 100 / total, Decimal(100))
        assert abs(int(share.percent.split()[0]) - exact) <= 1


@given(st.integers(0, 10**13) | st.integers(0, 10**17))
def test_written_time_is_within_half_a_step_of_the_true_one(time_ns: int) -> None:
    number, unit = figure(time_ns).split()
    decimals = len(number.partition(".")[2])
    step_ns = Decimal(UNITS_NS[unit]).scaleb(-decimals)
    assert abs(in_ms(figure(time_ns)) * 10**6 - time_ns) <= step_ns / 2


def in_ms(text: str) -> Decimal:
    number, unit = text.split()
    return Decimal(number) * UNITS_NS[unit] / MS
