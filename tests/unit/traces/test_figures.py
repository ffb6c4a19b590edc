"""Figures read well and agree with each other."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traces.figures import Share, figure

MS = 1_000_000


@pytest.mark.parametrize(
    ("time_ns", "written"),
    [
        (0, "0 ms"),
        (400, "0.00 ms"),
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


WHOLES = st.integers(1, 10**12)


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


@given(st.integers(0, 10**13))
def test_written_time_is_within_half_a_step_of_the_true_one(time_ns: int) -> None:
    number, unit = figure(time_ns).split()
    decimals = len(number.partition(".")[2])
    step_ns = Decimal({"s": 10**9, "ms": 10**6}[unit]).scaleb(-decimals)
    assert abs(in_ms(figure(time_ns)) * 10**6 - time_ns) <= step_ns / 2


def in_ms(text: str) -> Decimal:
    number, unit = text.split()
    return Decimal(number) * {"s": 1000, "ms": 1}[unit]
