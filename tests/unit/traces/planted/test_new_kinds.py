"""The rules hold on planted causes of every kind, for seeds that nobody tuned on."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest

from tests.unit.traces.planted.absences import ABSENCES
from tests.unit.traces.planted.failures import FAILURES
from tests.unit.traces.planted.healthy import HEALTHY
from tests.unit.traces.planted.loops import LOOPED
from tests.unit.traces.planted.noise import NOISE
from tests.unit.traces.planted.queues import QUEUED
from tests.unit.traces.planted.rows import ROWS
from tests.unit.traces.planted.scoring import Shapes, score, score_rows
from tests.unit.traces.planted.services import SERVICES_AT_FAULT
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.explaining.newest import explain_newest

# As many as decide; `tests.unit.traces.planted.scoring` counts more.
SEEDS = range(3_000, 3_005)
HEALTHY_SEEDS = range(3_000, 3_150)
ROW_SEEDS = range(3_000, 3_002)
THEMES: Mapping[str, Shapes] = {
    "noise": NOISE,
    "services": SERVICES_AT_FAULT,
    "absences": ABSENCES,
    "queues": QUEUED,
    "loops": LOOPED,
    "failures": FAILURES,
}


def total(counts: Iterable[Counter[str]]) -> Counter[str]:
    return sum(counts, Counter())


@pytest.mark.parametrize("theme", THEMES)
def test_planted_cause_is_named_and_nothing_else(theme: str) -> None:
    """Right in 98 of 100 that anybody could decide, and silent in two at most."""
    scores = {name: score(shape, explain, SEEDS) for name, shape in THEMES[theme].items()}
    counts = total(each.counts for each in scores.values())
    misses = {name: each.misses for name, each in scores.items() if each.misses}
    decidable = sum(counts[each] for each in ("right", "partly", "wrong", "silent"))
    assert (counts["right"] + counts["partly"]) * 100 >= 98 * decidable, misses
    assert counts["silent"] * 100 <= 2 * decidable, misses
    assert counts["alarm"] == 0, misses


@pytest.mark.parametrize("kind", HEALTHY)
def test_healthy_trace_is_blamed_for_nothing(kind: str) -> None:
    """Where a part varies far beyond all that its healthy traces show, nobody can know."""
    counts = score(HEALTHY[kind], explain, HEALTHY_SEEDS).counts
    assert counts["alarm"] == 0
    assert counts["guessed"] * 100 <= len(HEALTHY_SEEDS)


def test_single_traces_of_rows_are_hardly_ever_blamed_for_what_recurs() -> None:
    counts = total(score_rows(row, explain_newest, ROW_SEEDS).counts for row in ROWS.values())
    assert counts["alarm"] * 100 <= counts["alarm"] + counts["calm"]
    assert counts["right"] * 100 >= 95 * (counts["right"] + counts["wrong"] + counts["silent"])
