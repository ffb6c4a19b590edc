"""Surveys of simulated stories with known truth: who is named first, and whether in vain."""

from collections import Counter

import pytest

from tests.unit.traces.planted.scoring import named_first, score_stories
from tests.unit.traces.stories.planted import STRONG
from tests.unit.traces.stories.told import Stories
from tests.unit.traces.stories.weak import NOTHING_WRONG, WEAK

# Four differ in all that depends on a seed; `tests.unit.traces.planted.scoring` tells more.
SEEDS = range(1_000, 1_004)
# What is weak is missed at times: a share of it takes more to tell.
WEAK_SEEDS = range(1_000, 1_010)


def outcomes_of(stories: Stories, seeds: range) -> tuple[Counter[str], list[tuple[str, int]]]:
    """Count the outcomes of all stories, and list which were told wrong."""
    scores = {name: score_stories(tell, named_first, seeds) for name, tell in stories.items()}
    missed = [(name, seed) for name, score in scores.items() for seed in score.misses]
    return sum((score.counts for score in scores.values()), Counter()), missed


@pytest.mark.parametrize(
    ("stories", "seeds", "share"),
    [(STRONG, SEEDS, 0.98), (WEAK, WEAK_SEEDS, 0.7)],
    ids=["strong", "weak"],
)
def test_right_service_is_named_first(stories: Stories, seeds: range, share: float) -> None:
    counts, missed = outcomes_of(stories, seeds)
    decidable = counts["right"] + counts["wrong"] + counts["silent"]
    assert counts["right"] >= share * decidable, missed


def test_nothing_is_named_where_nothing_is_wrong() -> None:
    counts, missed = outcomes_of(NOTHING_WRONG, SEEDS)
    assert counts["alarm"] <= 0.02 * counts.total(), missed
