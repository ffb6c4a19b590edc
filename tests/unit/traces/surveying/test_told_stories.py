"""Surveys of simulated stories with known truth: who is named first, and whether in vain."""

from collections import Counter

import pytest

from tests.unit.traces.outcome import outcome_of_story
from tests.unit.traces.planted_stories import STRONG
from tests.unit.traces.told_story import Stories
from tests.unit.traces.weak_stories import NOTHING_WRONG, WEAK
from tracing_sandbox.traces.surveying.survey import survey

SEEDS = range(1_000, 1_010)


def outcomes_of(stories: Stories) -> tuple[Counter[str], list[tuple[str, int]]]:
    """Count the outcomes of all stories, and list which were told wrong."""
    counts: Counter[str] = Counter()
    missed = []
    for name, make in stories.items():
        for seed in SEEDS:
            story = make(seed)
            causes = survey(story.traces).causes
            outcome = outcome_of_story(story, causes[0].names if causes else frozenset())
            counts[outcome] += 1
            if outcome in ("wrong", "silent", "alarm"):
                missed.append((name, seed))
    return counts, missed


@pytest.mark.parametrize(
    ("stories", "share"), [(STRONG, 0.98), (WEAK, 0.7)], ids=["strong", "weak"]
)
def test_right_service_is_named_first(stories: Stories, share: float) -> None:
    counts, missed = outcomes_of(stories)
    decidable = counts["right"] + counts["wrong"] + counts["silent"]
    assert counts["right"] >= share * decidable, missed


def test_nothing_is_named_where_nothing_is_wrong() -> None:
    counts, missed = outcomes_of(NOTHING_WRONG)
    assert counts["alarm"] <= 0.02 * counts.total(), missed
