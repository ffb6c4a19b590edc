"""Counts how often the planted cause is named: `python -m tests.unit.traces.scoring`."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tests.unit.traces.known_truth import Case, Truth
from tests.unit.traces.planted_causes import SHAPES, UNDECIDABLE
from tests.unit.traces.planted_noise import NOISE
from tests.unit.traces.planted_queues import QUEUED
from tests.unit.traces.planted_services import SERVICES_AT_FAULT
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.reading.trace import Trace

Explain = Callable[[Trace, Sequence[Trace]], Explanation]
Shapes = Mapping[str, Callable[[int], Case]]
THEMES: Mapping[str, Shapes] = {
    "as before": SHAPES,
    "undecidable": UNDECIDABLE,
    "noise": NOISE,
    "queues": QUEUED,
    "services": SERVICES_AT_FAULT,
}
SEEDS = range(50)
COLUMNS = ("right", "other kind", "wrong", "silent", "calm", "alarm", "open", "open, blamed")


class Score(NamedTuple):
    """What came out for one shape, and which seeds were not right."""

    counts: Counter[str]
    misses: Mapping[int, str]


def score(shape: Callable[[int], Case], explain: Explain, seeds: Iterable[int] = SEEDS) -> Score:
    """Count the outcomes of one shape.

    right, of another kind (the right place), wrong or silent where there is a cause; calm or a
    false alarm where there is none; open where nobody can know, blamed or not.
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


def outcome_of(case: Case, explanation: Explanation) -> str:
    """Compare what is blamed with what is known."""
    blame = explanation.blame
    if not case.decidable:
        return "open, blamed" if blame else "open"
    if case.truth is None:
        if blame:
            return "alarm"
        return "calm" if case.status in explanation.answer else "wrong"
    if blame is None:
        return "right" if case.may_be_silent else "silent"
    if blame.service in case.innocent or not is_placed_right(blame, case.truth):
        return "wrong"
    return "right" if blame.kind == case.truth.kind else "other kind"


def is_placed_right(blame: Blame, truth: Truth) -> bool:
    """Say whether the right one is named; of a call either end may be."""
    if truth.target is not None:
        return blame.target == truth.target
    if truth.operation is None:
        return bool({blame.service, blame.target} & truth.services)
    if truth.operation == blame.operation:
        return blame.service in truth.services
    is_service = blame.kind == "service" or not blame.operation
    return is_service and bool({blame.service, blame.target} & truth.services)


def print_table(themes: Mapping[str, Shapes], explain: Explain, seeds: Sequence[int]) -> None:
    """Print a line for each shape, and the sum of each theme."""
    write(f"{'':62}" + "".join(f"{column:>13}" for column in COLUMNS))
    for theme, shapes in themes.items():
        total: Counter[str] = Counter()
        for name, shape in shapes.items():
            counts = score(shape, explain, seeds).counts
            total += counts
            print_counts(f"  {name}", counts)
        print_counts(theme.upper(), total)


def print_counts(name: str, counts: Counter[str]) -> None:
    """Print one line of figures; a 0 is left empty."""
    write(f"{name:62}" + "".join(f"{counts[column] or '':>13}" for column in COLUMNS))


def write(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Score the present rules on all themes, or on those that are named."""
    named = sys.argv[1:]
    themes = {name: shapes for name, shapes in THEMES.items() if not named or name in named}
    began = time.process_time()
    print_table(themes, explain, SEEDS)
    write(f"{time.process_time() - began:.0f} s of CPU")


if __name__ == "__main__":
    main()
