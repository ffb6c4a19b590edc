"""Measures how walks keep the promise of the path: `.venv/bin/python -m benchmarks.traces.walks`.

Runs random programs on a simulated clock, makes pieces of their work faster, and compares what the
root gained with what each walk had charged. Prints, for each walk and kind of program, how many per
cent of the experiments keep the promise, break it, or are doubtful by the walk's own word.
With `--alone`, programs do within their steps nothing but sequences and their own kind.
`--first` is the first seed: 2,000 and more give programs that nobody has looked at. `--broken N`
shows the first N traces of each kind that the project's own walk is certain of and wrong about.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from operator import attrgetter
from types import MappingProxyType

from benchmarks.traces.earlier_walk import parent_walk, running_sibling_walk
from tests.unit.traces.programs.experiment import Experiment
from tests.unit.traces.programs.kinds import ALONE, KINDS
from tests.unit.traces.programs.promise import Outcome, Walk
from tests.unit.traces.programs.trial import (
    EXPERIMENTS,
    broken_promises,
    count_outcomes,
    make_experiments,
    own_walk,
)

WALKS: Mapping[str, Walk] = MappingProxyType(
    {"running sibling": running_sibling_walk, "parent": parent_walk, "own": own_walk}
)
OUTCOMES: Sequence[Outcome] = ("kept", "broken", "doubtful")
PROGRAMS = 2_000
MS = 1_000_000


def main() -> None:
    """Make all experiments, let every walk answer, and print the table."""
    arguments = parse_arguments()
    started = time.process_time()
    kinds = ALONE if arguments.alone else KINDS
    made = make_experiments(kinds, arguments.programs, arguments.first)
    print(f"{arguments.programs} programs x {EXPERIMENTS} experiments: {seconds_since(started)}")
    print(f"{'':<20}" + "".join(f"{name:>27}" for name in WALKS))
    print(f"{'in per cent':<20}" + "".join(f"{each:>9}" for _ in WALKS for each in OUTCOMES))
    for kind, of_kind in made.items():
        print_row(kind, of_kind)
    print_row("all", [each for of_kind in made.values() for each in of_kind])
    print(f"with the walks: {seconds_since(started)}")
    for kind, of_kind in made.items():
        for each in islice(broken_promises(own_walk, of_kind), arguments.broken):
            print_broken(kind, each)


def parse_arguments() -> argparse.Namespace:
    """Read how many programs to run, and which."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=PROGRAMS)
    parser.add_argument("--broken", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--alone", action="store_true")
    return parser.parse_args()


def print_row(kind: str, made: Sequence[Sequence[Experiment]]) -> None:
    """Print one line at once, so that progress is seen."""
    cells = ""
    for walk in WALKS.values():
        counts = count_outcomes(walk, made)
        cells += "".join(f"{100 * counts[each] / counts.total():>9.2f}" for each in OUTCOMES)
    print(f"{kind:<20}{cells}", flush=True)


def print_broken(kind: str, experiment: Experiment) -> None:
    """Print what the experiment did and gained, and all spans by their start, in milliseconds."""
    piece, trace = experiment.piece, experiment.trace
    gain = f"{experiment.x_ns / MS:.3f} faster gains {experiment.gain_ns / MS:.3f}"
    window = f"{piece.start_ns / MS:.3f}-{piece.end_ns / MS:.3f}"
    print(f"\n{kind}: {piece.piece_id} ({piece.nature}) {window} of span {piece.span_id}, {gain}")
    begin_ns = min(span.start_ns for span in trace.spans)
    for span in sorted(trace.spans, key=attrgetter("start_ns")):
        start_ms, end_ms = (span.start_ns - begin_ns) / MS, (span.end_ns - begin_ns) / MS
        what = f"{span.service} {span.name} ({span.kind}{', failed' if span.error else ''})"
        ids = f"{span.span_id[-3:]} of {(span.parent_id or '---')[-3:]}"
        print(f"{ids} {start_ms:>10.3f} {end_ms:>10.3f}  {what}")


def seconds_since(started: float) -> str:
    """Say how much of the processor's time went by."""
    return f"{time.process_time() - started:.1f} s"


if __name__ == "__main__":
    main()
