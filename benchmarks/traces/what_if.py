"""Measures how well a shortened trace foretells the program: `python -m benchmarks.traces.what_if`.

Runs random programs on a simulated clock, makes pieces of their work faster, and compares when the
root ended then with when the trace, placed anew, says that it would. Prints for each kind of
program how many experiments are foretold (within 5 % of what the piece was shortened by), and in
how many more was gained, or less. The experiments of which the critical path has doubts come last.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.unit.traces.programs.experiment import Experiment
from tests.unit.traces.programs.kinds import KINDS
from tests.unit.traces.programs.promise import judge
from tests.unit.traces.programs.trial import make_experiments, own_walk
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.measuring.what_if import Cut, shorten

PROGRAMS = 900
LEAST_NS = 1_000
OUTCOMES = ("foretold", "more", "less")


def main() -> None:
    """Make the experiments, and print a row for each kind of program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=PROGRAMS)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    print(f"{'':<20}" + "".join(f"{each:>10}" for each in (*OUTCOMES, *OUTCOMES)) + "  (in doubt)")
    total: Counter[tuple[bool, str]] = Counter()
    for kind, made in make_experiments(KINDS, arguments.programs, arguments.first).items():
        counts = Counter(compare(made))
        print_row(kind, counts)
        total += counts
    print_row("all", total)


def compare(made: Iterable[Iterable[Experiment]]) -> Iterator[tuple[bool, str]]:
    """Say of each experiment whether it is in doubt, and what came of it."""
    for experiments in made:
        for each in experiments:
            doubtful = judge(each, own_walk(each.trace)).outcome == "doubtful"
            off_ns = each.gain_ns - foretold_ns(analyse(each.trace), each)
            near = abs(off_ns) <= max(LEAST_NS, each.x_ns // 20)
            yield doubtful, "foretold" if near else "more" if off_ns > 0 else "less"


def foretold_ns(analysis: Analysis, experiment: Experiment) -> int:
    """Say by how much the root would end earlier with the piece shortened."""
    piece, spans = experiment.piece, analysis.tree.spans
    span = next(i for i, each in enumerate(spans) if each.span_id == piece.span_id)
    start_ns = analysis.times.starts[analysis.tree.main] + piece.start_ns
    kept_ns = piece.length_ns - experiment.x_ns
    cut = Cut(start_ns, start_ns + piece.length_ns, kept_ns, piece.length_ns)
    return analysis.duration_ns - shorten(analysis, {span: [cut]}).duration_ns


def print_row(kind: str, counts: Counter[tuple[bool, str]]) -> None:
    """Print the numbers of one kind."""
    figures = [counts[doubtful, each] for doubtful in (False, True) for each in OUTCOMES]
    print(f"{kind:<20}" + "".join(f"{each:>10}" for each in figures))


if __name__ == "__main__":
    main()
