"""Plots show every request somewhere, and no words on other words."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.made_load.document import make_document
from tests.made_load.records import BACK_S, BEGAN_NS, DIED_S, Shape, make_records
from tracing_sandbox.load.report.canvas import NARROW, WIDE, Size, log_ends, time_ticks
from tracing_sandbox.load.report.course import Course, course_of
from tracing_sandbox.load.report.points import Place, bin_places
from tracing_sandbox.load.report.timeline import LETTER, keep_apart, place_labels

SHAPE = Shape(rate=20, duration_s=40)
COLUMNS, ROWS = 40, 30
SHARES = st.floats(0, 1, allow_nan=False)


@given(st.lists(st.tuples(SHARES, SHARES), max_size=200))
def test_every_request_has_a_dot_where_it_is(places: list[Place]) -> None:
    spots = [spot for level in bin_places(places, COLUMNS, ROWS) for spot in level]

    assert len(spots) <= len(places)
    assert len(set(spots)) == len(spots)
    for x, y in places:
        assert any(
            abs(x - left) <= 0.5001 / COLUMNS and abs(y - up) <= 0.5001 / ROWS for left, up in spots
        )


def test_dot_is_the_darker_the_more_requests_it_stands_for() -> None:
    places = [(0.1, 0.1)] * 1 + [(0.3, 0.1)] * 3 + [(0.5, 0.1)] * 9 + [(0.7, 0.1)] * 50
    assert [len(level) for level in bin_places(places, COLUMNS, ROWS)] == [1, 1, 1, 1]


@given(st.lists(st.floats(0, 1e300, allow_nan=False), max_size=20))
def test_logarithmic_axis_holds_its_values_and_two_marks(values_ms: list[float]) -> None:
    lowest, highest = log_ends(values_ms)
    places, _ = time_ticks(lowest, highest)

    assert 0 < lowest < highest
    assert len(places) >= 2
    assert all(lowest <= min(max(value, lowest), 1e12) <= highest for value in values_ms)


@pytest.mark.parametrize(
    ("values_ms", "words"),
    [
        ([], ["1 ms", "10 ms", "100 ms"]),
        ([3.0, 4.0], ["1 ms", "10 ms"]),
        ([0.7, 2300.0], ["1 ms", "10 ms", "100 ms", "1 s"]),
    ],
)
def test_marks_are_written_as_times(values_ms: list[float], words: list[str]) -> None:
    assert time_ticks(*log_ends(values_ms))[1] == words


def course() -> Course:
    records = make_records(SHAPE)
    return course_of(make_document(records, SHAPE), records, BEGAN_NS)


def test_course_has_every_request_once_and_what_happened() -> None:
    records, shown = make_records(SHAPE), course()

    points = [*shown.answered, *shown.failed, *shown.failed_as_planted]
    assert len(points) == len(records)
    assert all(DIED_S <= at_s < BACK_S for at_s, _ in shown.failed)
    assert shown.events == [(DIED_S, "inventory ended"), (BACK_S, "inventory came back")]
    assert shown.outages == [(DIED_S, BACK_S)]
    arrivals = {each.arrival for each in records if each.scenario}
    assert sum(map(len, shown.planted.values())) == len(arrivals)
    assert not shown.hides


def test_stall_that_a_waiting_generator_would_hide_is_shown() -> None:
    stalled = [
        replace(each, sent_ns=each.sent_ns + 10**9, finished_ns=each.finished_ns + 10**9)
        if 10 <= (each.intended_ns - BEGAN_NS) / 1e9 < 12
        else each
        for each in make_records(SHAPE)
    ]

    shown = course_of(make_document(stalled, SHAPE), stalled, BEGAN_NS)

    assert shown.hides
    hidden = [each for each in shown.windows if each.p95_ms > each.sent_p95_ms + 900]
    assert [each.middle_s for each in hidden] == [10.5, 11.5]


@given(
    st.lists(
        st.tuples(st.floats(0, 40), st.sampled_from(["jaeger ended", "b", "w" * 60])), max_size=9
    ),
    st.sampled_from([WIDE, NARROW]),
)
def test_words_of_events_are_not_on_each_other(
    events: Sequence[tuple[float, str]], size: Size
) -> None:
    placed = place_labels(replace(EMPTY, events=events), 700, size)

    assert len(placed) == len(events)
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            first, second = sorted((one, other), key=lambda each: each.left)
            end = first.left + len(first.text) * size.font * LETTER
            assert one.row != other.row or end <= second.left


EMPTY = Course(40.0, None, [], [], [], {}, [], [], [])


@given(st.lists(SHARES, max_size=5))
def test_names_of_lines_are_kept_apart(shares: list[float]) -> None:
    moved = sorted(keep_apart(shares, 0.1))
    assert all(b - a >= 0.0999 for a, b in pairwise(moved))
