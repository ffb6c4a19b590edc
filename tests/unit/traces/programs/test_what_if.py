"""A trace that is placed anew with a piece shortened ends when the program itself would."""

from collections import Counter

import pytest

from tests.unit.traces.programs.experiment import Experiment
from tests.unit.traces.programs.kinds import KINDS
from tests.unit.traces.programs.promise import judge
from tests.unit.traces.programs.trial import make_experiments, own_walk
from tracing_sandbox.traces.measuring.analysis import Analysis, analyse
from tracing_sandbox.traces.measuring.what_if import Cut, shorten

PROGRAMS = 180
LEAST_NS = 1_000
# Where the order in a queue or at a lock is another one, less is gained or more.
PASSED_ON = {"queue", "locks"}


@pytest.fixture(scope="module")
def made() -> dict[str, list[list[Experiment]]]:
    return make_experiments(KINDS, PROGRAMS)


def gain_ns(analysis: Analysis, experiment: Experiment) -> int:
    piece, tree = experiment.piece, analysis.tree
    span = next(i for i, each in enumerate(tree.spans) if each.span_id == piece.span_id)
    start_ns = analysis.times.starts[tree.main] + piece.start_ns
    cut = Cut(
        start_ns, start_ns + piece.length_ns, piece.length_ns - experiment.x_ns, piece.length_ns
    )
    return analysis.duration_ns - shorten(analysis, {span: [cut]}).duration_ns


def test_nothing_moves_where_nothing_is_cut(made: dict[str, list[list[Experiment]]]) -> None:
    for of_kind in made.values():
        for first, *_ in of_kind:
            analysis = analyse(first.trace)
            again = shorten(analysis, {})
            assert [(s.start_ns, s.end_ns) for s in again.tree.spans] == [
                (s.start_ns, s.end_ns) for s in analysis.tree.spans
            ]


def test_gain_is_that_of_the_experiment_where_the_walk_has_no_doubt(
    made: dict[str, list[list[Experiment]]],
) -> None:
    right: Counter[bool] = Counter()
    for kind in made.keys() - PASSED_ON:
        for of_program in made[kind]:
            analysis, charges = analyse(of_program[0].trace), own_walk(of_program[0].trace)
            for each in of_program:
                if judge(each, charges).outcome != "doubtful":
                    off_ns = abs(gain_ns(analysis, each) - each.gain_ns)
                    right[off_ns <= max(LEAST_NS, each.x_ns // 20)] += 1
    assert right[True] > 250
    assert right[False] * 50 <= right[True]
