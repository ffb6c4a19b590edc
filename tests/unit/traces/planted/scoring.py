"""Counts how often the planted cause is named: `python -m tests.unit.traces.planted.scoring`."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tests.unit.traces.planted.absences import ABSENCES
from tests.unit.traces.planted.causes import SHAPES, UNDECIDABLE
from tests.unit.traces.planted.failures import FAILURES
from tests.unit.traces.planted.healthy import HEALTHY
from tests.unit.traces.planted.known_truth import Case
from tests.unit.traces.planted.loops import LOOPED
from tests.unit.traces.planted.noise import NOISE
from tests.unit.traces.planted.outcome import outcome_of, outcome_of_member, outcome_of_story
from tests.unit.traces.planted.queues import QUEUED
from tests.unit.traces.planted.rows import ROWS, Row
from tests.unit.traces.planted.services import SERVICES_AT_FAULT
from tests.unit.traces.stories.planted import STRONG
from tests.unit.traces.stories.told import Stories, Story
from tests.unit.traces.stories.weak import NOTHING_WRONG, WEAK
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.explaining.newest import explain_newest
from tracing_sandbox.traces.reading.trace import Trace
from tracing_sandbox.traces.surveying.survey import survey

Explain = Callable[[Trace, Sequence[Trace]], Explanation]
Shapes = Mapping[str, Callable[[int], Case]]
THEMES: Mapping[str, Shapes] = {
    "as before": SHAPES,
    "undecidable": UNDECIDABLE,
    "noise": NOISE,
    "services": SERVICES_AT_FAULT,
    "absences": ABSENCES,
    "queues": QUEUED,
    "loops": LOOPED,
    "failures": FAILURES,
    "healthy": HEALTHY,
}
STORY_THEMES: Mapping[str, Stories] = {
    "stories": STRONG,
    "weak stories": WEAK,
    "nothing wrong": NOTHING_WRONG,
}
ROW_THEMES: Mapping[str, Mapping[str, Callable[[int], Row]]] = {"rows": ROWS}
ExplainRow = Callable[[Sequence[Trace]], Sequence[Explanation]]
Why = Callable[[Sequence[Trace]], frozenset[str]]
SEEDS = range(50)
HEALTHY_SEEDS = range(500)
ROW_SEEDS = range(10)
STORY_SEEDS = range(20)
COLUMNS = ("right", "partly", "wrong", "silent", "calm", "alarm", "open", "guessed")


class Score(NamedTuple):
    """What came out for one shape, and which seeds were not right."""

    counts: Counter[str]
    misses: Mapping[int, str]


def score(shape: Callable[[int], Case], explain: Explain, seeds: Iterable[int] = SEEDS) -> Score:
    """Count the outcomes of one shape.

    right, partly (the right place, but another kind), wrong or silent where there is a cause; calm
    or a false alarm where there is none; open or guessed where nobody can know.
    """
    counts: Counter[str] = Counter()
    misses = {}
    for seed in seeds:
        case = shape(seed)
        explanation = explain(case.trace, case.healthy)
        outcome = outcome_of(case, explanation)
        counts[outcome] += 1
        if outcome in ("wrong", "silent", "alarm"):
            misses[seed] = explanation.blame.sentence if explanation.blame else explanation.answer
    return Score(counts, misses)


def score_rows(make: Callable[[int], Row], explain: ExplainRow, seeds: Iterable[int]) -> Score:
    """Count the outcomes of the single traces of rows, each judged by those before it."""
    counts: Counter[str] = Counter()
    misses = {}
    for seed in seeds:
        row = make(seed)
        explained = explain(row.newest_first)[::-1]
        outcomes = [
            outcome_of_member(member, explanation.blame)
            for member, explanation in zip(row.members, explained, strict=True)
        ]
        counts.update(outcomes)
        misses[seed] = str(
            {n: each for n, each in enumerate(outcomes) if each in ("wrong", "silent", "alarm")}
        )
    return Score(counts, misses)


def score_stories(tell: Callable[[int], Story], why: Why, seeds: Iterable[int]) -> Score:
    """Count the outcomes of one kind of story; `why` names what it puts first, or nothing."""
    counts: Counter[str] = Counter()
    misses = {}
    for seed in seeds:
        story = tell(seed)
        named = why(story.traces)
        outcome = outcome_of_story(story, named)
        counts[outcome] += 1
        if outcome in ("wrong", "silent", "alarm"):
            misses[seed] = f"{sorted(named)} for {sorted(story.services)}"
    return Score(counts, misses)


def named_first(traces: Sequence[Trace]) -> frozenset[str]:
    """Survey traces, and name who is put first, if anybody is."""
    causes = survey(traces).causes
    return causes[0].names if causes else frozenset()


def print_theme(theme: str, scores: Mapping[str, Score]) -> None:
    """Print the figures of a theme, each shape and their sum."""
    write(f"{theme.upper():52}" + "".join(f"{column:>9}" for column in COLUMNS))
    for name, each in scores.items():
        print_counts(f"  {name}", each.counts)
    print_counts("  all of them", sum((each.counts for each in scores.values()), Counter()))


def print_counts(name: str, counts: Counter[str]) -> None:
    """Print one line of figures; a dot is 0."""
    write(f"{name:52}" + "".join(f"{counts[column] or '.':>9}" for column in COLUMNS))


def write(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def score_theme(theme: str) -> dict[str, Score]:
    """Score the present rules on all shapes of a theme."""
    if theme in ROW_THEMES:
        rows = ROW_THEMES[theme]
        return {name: score_rows(rows[name], explain_newest, ROW_SEEDS) for name in rows}
    if theme in STORY_THEMES:
        stories = STORY_THEMES[theme]
        return {name: score_stories(stories[name], named_first, STORY_SEEDS) for name in stories}
    seeds = HEALTHY_SEEDS if theme == "healthy" else SEEDS
    return {name: score(shape, explain, seeds) for name, shape in THEMES[theme].items()}


def main() -> None:
    """Score the present rules on all themes, or on those that are named."""
    began = time.process_time()
    for theme in sys.argv[1:] or [*THEMES, *ROW_THEMES, *STORY_THEMES]:
        print_theme(theme, score_theme(theme))
    write(f"{time.process_time() - began:.0f} s of CPU")


if __name__ == "__main__":
    main()
