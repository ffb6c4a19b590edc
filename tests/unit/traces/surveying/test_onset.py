"""When something came, and whether it came to stay."""

from itertools import repeat

import pytest

from tracing_sandbox.traces.surveying.evidence.onset import Onset, is_new, onset_of

STEADY, VARYING, WIDE = 1.5, 2.5, 6.0


def test_onset_is_the_first_that_shows_it() -> None:
    assert onset_of([False, False, True, False, True]) == Onset(before=2, touched=2, after=3)
    assert onset_of([False, False]) == Onset(before=2, touched=0, after=0)


def test_chance_counts_the_orders_with_so_long_a_clean_beginning() -> None:
    assert Onset(before=2, touched=4, after=4).chance == 1 / 15
    assert Onset(before=0, touched=4, after=9).chance == 1.0


@pytest.mark.parametrize(
    ("onset", "spread", "new"),
    [
        (Onset(10, 10, 10), WIDE, True),
        (Onset(10, 3, 10), STEADY, False),
        (Onset(0, 10, 20), STEADY, False),
        (Onset(9, 4, 20), STEADY, True),
        (Onset(9, 4, 20), VARYING, False),
        (Onset(4, 4, 4), VARYING, True),
        (Onset(4, 4, 4), WIDE, False),
        (Onset(40, 5, 60), STEADY, False),
        (Onset(400, 20, 600), WIDE, True),
    ],
)
def test_what_varies_or_is_rare_needs_more_evidence(onset: Onset, spread: float, new: bool) -> None:
    assert is_new(onset, spread) is new


def test_what_comes_regularly_from_the_start_is_not_new() -> None:
    shows = [number % 5 == 2 for number in range(100)]
    assert not is_new(onset_of(shows), STEADY)


def test_what_comes_once_a_trace_shows_it_always_is_new() -> None:
    assert is_new(onset_of([*repeat(False, 6), *repeat(True, 6)]), WIDE)
