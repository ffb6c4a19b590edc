"""Measures how walks keep the promise of the path: `.venv/bin/python -m benchmarks.traces.walks`.

Runs random programs on a simulated clock, makes pieces of their work faster, and compares what the
root gained with what each walk had charged. Prints, for each walk and kind of program, how many per
cent of the experiments keep the promise, break it, or are doubtful by the walk's own word.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from benchmarks.traces.earlier_walk import parent_walk, running_sibling_walk
from tests.unit.traces.programs.experiment import Experiment, experiments
from tests.unit.traces.programs.kinds import KINDS
from tests.unit.traces.programs.own_walk import own_walk
from tests.unit.traces.programs.promise import Outcome, Walk, judge

WALKS: Mapping[str, Walk] = MappingProxyType(
    {"running sibling": running_sibling_walk, "parent": parent_walk, "own": own_walk}
)
OUTCOMES: Sequence[Outcome] = ("kept", "broken", "doubtful")
PROGRAMS = 2_000
EXPERIMENTS = 3


def main() -> None:
    """Make all experiments, let every walk answer, and print the table."""
    programs = parse_arguments().programs
    started = time.process_time()
    by_kind = {kind: make_experiments(kind, programs) for kind in KINDS}
    print(f"{programs} programs x {EXPERIMENTS} experiments: {seconds_since(started)}")
    print(f"{'':<20}" + "".join(f"{name:>27}" for name in WALKS))
    print(f"{'in per cent':<20}" + "".join(f"{each:>9}" for _ in WALKS for each in OUTCOMES))
    for kind, made in by_kind.items():
        print_row(kind, made)
    print_row("all", [each for made in by_kind.values() for each in made])
    print(f"with the walks: {seconds_since(started)}")


def parse_arguments() -> argparse.Namespace:
    """Read how many programs to run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=PROGRAMS)
    return parser.parse_args()


def make_experiments(kind: str, programs: int) -> list[list[Experiment]]:
    """Run the programs whose turn it is to be of this kind."""
    first = list(KINDS).index(kind)
    seeds = range(first, programs, len(KINDS))
    return [experiments(KINDS[kind](seed), EXPERIMENTS) for seed in seeds]


def print_row(kind: str, made: Sequence[Sequence[Experiment]]) -> None:
    """Print one line at once, so that progress is seen."""
    cells = ""
    for walk in WALKS.values():
        counts = Counter(outcomes(walk, made))
        cells += "".join(f"{100 * counts[each] / counts.total():>9.1f}" for each in OUTCOMES)
    print(f"{kind:<20}{cells}", flush=True)


def outcomes(walk: Walk, made: Iterable[Sequence[Experiment]]) -> Iterable[Outcome]:
    """Judge a walk by the experiments of each program."""
    for of_one_program in made:
        charges = walk(of_one_program[0].trace)
        yield from (judge(experiment, charges).outcome for experiment in of_one_program)


def seconds_since(started: float) -> str:
    """Say how much of the processor's time went by."""
    return f"{time.process_time() - started:.1f} s"


if __name__ == "__main__":
    main()
