"""Who ended a wait: a span elsewhere in the trace, and the way down to it from above both."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree

# How far up the span is looked for under which both run.
MOST_LEVELS = 100


class Waker(NamedTuple):
    """Who ended a wait at `end_ns`, and the way down to it, from a span above both.

    `branch` is the child of `parent` that leads down to the waiter. `is_certain` is false where the
    two may have ended together by chance.
    """

    parent: int
    branch: int
    way: Sequence[int]
    end_ns: int
    is_certain: bool


class Fork(NamedTuple):
    """A span above two others that ran side by side, and the ways down to both."""

    parent: int
    branch: int
    way: Sequence[int]


def fork_above(tree: SpanTree, times: Timeline, waiter: int, other: int) -> Fork | None:
    """Climb from both to the span above them; None where one is above the other, or too far."""
    branches = dict(islice(above(tree, waiter), MOST_LEVELS))
    way = [other]
    while (parent := tree.parents[way[-1]]) not in branches:
        if parent == NOBODY or len(way) > MOST_LEVELS:
            return None
        way.append(parent)
    branch = branches[parent]
    if branch == NOBODY or other in branches or times.ends[other] <= times.starts[branch]:
        return None
    return Fork(parent, branch, way[::-1])


def above(tree: SpanTree, span: int) -> Iterator[tuple[int, int]]:
    """Yield a span and all above it, each with the child that leads down to the span."""
    below = NOBODY
    while span != NOBODY:
        yield span, below
        below, span = span, tree.parents[span]
