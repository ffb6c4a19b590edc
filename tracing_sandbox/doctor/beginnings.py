"""Spans by when they began, so that those of a time are found without a look at all of them.

A `Case` is asked for the rest: what began during a call need not have been made by it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

from tracing_sandbox.traces.reading.span import Span


class Beginnings:
    """Some spans, and when each began, in nanoseconds, as `start` tells it."""

    def __init__(self, spans: Iterable[Span], start: Callable[[Span], int]) -> None:
        self._spans = sorted(spans, key=start)
        self._starts = [start(span) for span in self._spans]

    def between(self, since_ns: int, until_ns: int) -> Sequence[Span]:
        """List those that began from one moment to another, both included, by start."""
        first = bisect_left(self._starts, since_ns)
        return self._spans[first : bisect_right(self._starts, until_ns)]
