"""How sure it is that some times are longer than others."""

import random

from tests.unit.traces.drawn.sketch import MS
from tracing_sandbox.traces.surveying.evidence.contrast import (
    Moments,
    contrast,
    moments_of,
    normal_scores,
    tame,
)


def drawn(rng: random.Random, count: int, ms: float) -> list[int]:
    return [round(ms * rng.lognormvariate(0.0, 0.25) * MS) for _ in range(count)]


def test_contrast_of_what_did_not_change_is_a_standard_normal() -> None:
    rng = random.Random(1)
    values = [
        contrast([(drawn(rng, 4, 5), drawn(rng, 6, 5)), (drawn(rng, 5, 80), drawn(rng, 3, 80))])
        for _ in range(2_000)
    ]
    variance = moments_of(values).squares / len(values)
    beyond_two = sum(value > 2 for value in values) / len(values)
    assert 0.85 < variance < 1.15
    assert 0.012 < beyond_two < 0.036


def test_operations_are_compared_with_themselves() -> None:
    rng = random.Random(2)
    short, long = (5.0, 100.0)
    mixed = [
        (drawn(rng, 8, short), drawn(rng, 2, short)),
        (drawn(rng, 2, long), drawn(rng, 8, long)),
    ]
    assert abs(contrast(mixed)) < 3
    slower = [(drawn(rng, 20, 1.5 * ms), drawn(rng, 20, ms)) for ms in (short, long)]
    assert contrast(slower) > 4


def test_contrast_of_too_little_is_nothing() -> None:
    assert contrast([([5 * MS], [9 * MS])]) == 0.0
    assert contrast([([], [9 * MS, 9 * MS])]) == 0.0


def test_moments_can_be_taken_away() -> None:
    assert moments_of([1.0, 2.0, 4.0]) - moments_of([1.0]) == moments_of([2.0, 4.0])
    assert moments_of([2.0, 4.0]) == Moments(2, 6.0, 20.0)


def test_hiccups_are_moved_to_the_edge() -> None:
    tamed = tame([1.0, 1.1, 0.9, 1.0, 1.05, 9.0])
    assert tamed[:5] == [1.0, 1.1, 0.9, 1.0, 1.05]
    assert 1.1 < tamed[5] < 1.4


def test_scores_keep_the_order_and_are_even() -> None:
    scores = normal_scores([30, 10, 20])
    assert [round(score, 3) for score in scores] == [0.967, -0.967, 0.0]
