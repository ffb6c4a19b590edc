"""One span as a row of the drawn tree, with its figures; terminal, page and JSON show rows."""

from typing import NamedTuple

from traces.analysis import Analysis
from traces.self_time import self_times
from traces.span import Span
from traces.tree import NOBODY


class Row(NamedTuple):
    """A span in the order of the tree; times in nanoseconds, starts since the root's start.

    `depth` is 0 for a span without a parent here. `on_path_ns` is its own time on the critical
    path. `shift_ns` is by how much its clock was corrected. `apart` says that it belongs to
    another tree than the explained one, such as one whose parent is missing.
    """

    span: Span
    depth: int
    start_ns: int
    duration_ns: int
    self_ns: int
    on_path_ns: int
    shift_ns: int
    apart: bool


def build_rows(analysis: Analysis) -> tuple[Row, ...]:
    """Put every span in the order of the tree: the explained one first, then the rest by start."""
    tree, times = analysis.tree, analysis.times
    own = self_times(tree, times)
    on_path = _times_on_path(analysis)
    depths = [0] * len(tree.spans)
    rows = []
    origin = times.starts[tree.main]
    for place, index in enumerate(tree.order):
        parent = tree.parents[index]
        depths[index] = 0 if parent == NOBODY else depths[parent] + 1
        row = Row(
            span=tree.spans[index],
            depth=depths[index],
            start_ns=times.starts[index] - origin,
            duration_ns=times.duration(index),
            self_ns=own[index],
            on_path_ns=on_path[index],
            shift_ns=times.shifts[index],
            apart=place >= tree.main_size,
        )
        rows.append(row)
    return tuple(rows)


def _times_on_path(analysis: Analysis) -> list[int]:
    on_path = [0] * len(analysis.tree.spans)
    for segment in analysis.segments:
        on_path[segment.span] += segment.end_ns - segment.start_ns
    return on_path
