"""The own walk's segments fill the root, wherever a lock or a reply takes the walk."""

import pytest

from tests.unit.traces.programs.experiment import run
from tests.unit.traces.programs.kinds import ALONE
from tracing_sandbox.traces.measuring.clocks import align_clocks
from tracing_sandbox.traces.measuring.critical_path import Path, walk_critical_path
from tracing_sandbox.traces.measuring.tree import build_tree


def edges(path: Path) -> list[tuple[int, int]]:
    """When each segment begins, and when the one before it ended."""
    starts = [segment.start_ns for segment in path.segments[1:]]
    return list(zip(starts, (segment.end_ns for segment in path.segments), strict=False))


@pytest.mark.parametrize("kind", ALONE)
def test_segments_fill_the_root_of_every_program(kind: str) -> None:
    follows = 0
    for seed in range(100):
        tree = build_tree(run(ALONE[kind](seed)).trace)
        times = align_clocks(tree)
        path = walk_critical_path(tree, times, tree.main)
        assert path.segments[0].start_ns == times.starts[tree.main]
        assert path.segments[-1].end_ns == times.ends[tree.main]
        assert all(start == end for start, end in edges(path))
        follows += any(handover.told for handover in path.handovers)
    assert (follows > 20) == (kind in {"queue", "locks"})
