"""Puts walks to the test on programs of every kind; the project's own walk is put in here.

The same count gives the same programs and experiments, for the suite as for the table.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from tests.unit.traces.programs.experiment import Experiment, Program, experiments
from tests.unit.traces.programs.promise import ChargedSegment, Charges, Doubt, Outcome, Walk, judge
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.trace import Trace

Kinds: TypeAlias = Mapping[str, Callable[[int], Program]]

EXPERIMENTS = 3


def own_walk(trace: Trace) -> Charges:
    """Say what the project's critical path charges to whom, and where it cannot know."""
    analysis = analyse(trace)
    spans, begin_ns = analysis.tree.spans, analysis.times.starts[analysis.tree.main]
    return Charges(
        [
            ChargedSegment(
                spans[segment.span].span_id,
                segment.kind,
                segment.start_ns - begin_ns,
                segment.end_ns - begin_ns,
                segment.certain,
            )
            for segment in analysis.segments
        ],
        [
            Doubt(spans[each.parent].span_id, each.start_ns - begin_ns, each.end_ns - begin_ns)
            for each in analysis.doubts
        ],
    )


def make_experiments(
    kinds: Kinds, programs: int, first: int = 0
) -> dict[str, list[list[Experiment]]]:
    """Run programs of the seeds from `first` on, the kinds in turn; experiment on each."""
    end = first + programs
    return {
        kind: [experiments(make(seed), EXPERIMENTS) for seed in range(first + at, end, len(kinds))]
        for at, (kind, make) in enumerate(kinds.items())
    }


def count_outcomes(walk: Walk, made: Iterable[Sequence[Experiment]]) -> Counter[Outcome]:
    """Judge a walk by the experiments on some programs."""
    counts: Counter[Outcome] = Counter()
    for of_one_program in made:
        charges = walk(of_one_program[0].trace)
        counts.update(judge(each, charges).outcome for each in of_one_program)
    return counts


def broken_promises(walk: Walk, made: Iterable[Sequence[Experiment]]) -> Iterator[Experiment]:
    """Find the experiments that a walk is certain of and wrong about."""
    for of_one_program in made:
        charges = walk(of_one_program[0].trace)
        for each in of_one_program:
            if judge(each, charges).outcome == "broken":
                yield each
