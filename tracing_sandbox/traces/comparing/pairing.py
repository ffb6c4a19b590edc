"""The rows of two traces matched by their place in the tree; `compare` shows them side by side."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracing_sandbox.traces.measuring.kinship import Likeness, likeness
from tracing_sandbox.traces.measuring.row import Row
from tracing_sandbox.traces.reading.span import Span


class Pair(NamedTuple):
    """A row of the first trace and the one at the same place of the second; either may be None."""

    depth: int
    span: Span
    first: Row | None
    second: Row | None

    @property
    def change_ns(self) -> int:
        """Say by how much the second took longer; a row that is not there took no time."""
        return _duration(self.second) - _duration(self.first)


def most_changed(pairs: Sequence[Pair], most: int) -> list[Pair]:
    """Keep the pairs whose durations differ most, in their order."""
    numbered = sorted(enumerate(pairs), key=lambda each: (-abs(each[1].change_ns), each[0]))
    return [pair for _, pair in sorted(numbered[:most], key=lambda each: each[0])]


def _duration(row: Row | None) -> int:
    return 0 if row is None else row.duration_ns


class _Places(NamedTuple):
    """Indices into the rows of either trace, None where it has no such row."""

    first: int | None
    second: int | None


def pair_rows(first: Sequence[Row], second: Sequence[Row]) -> Iterator[Pair]:
    """Match rows from the top: like siblings in order of their start, the explained roots always.

    Rows that only one trace has stand where they began. Every row of both appears exactly once.
    """
    below_first, below_second = _children_of(first), _children_of(second)
    waiting = [_Places(0, 0), *_match(first, second, below_first[-1][1:], below_second[-1][1:])]
    waiting.reverse()
    while waiting:
        places = waiting.pop()
        yield _pair(first, second, places)
        ours = below_first[places.first] if places.first is not None else ()
        theirs = below_second[places.second] if places.second is not None else ()
        waiting += reversed(_match(first, second, ours, theirs))


def _pair(first: Sequence[Row], second: Sequence[Row], places: _Places) -> Pair:
    one = first[places.first] if places.first is not None else None
    other = second[places.second] if places.second is not None else None
    row = next(filter(None, (other, one)))
    return Pair(row.depth, row.span, one, other)


def _children_of(rows: Sequence[Row]) -> list[list[int]]:
    """List the children of every row; the last list holds the rows that have no parent."""
    children: list[list[int]] = [[] for _ in range(len(rows) + 1)]
    parents: list[int] = []
    for index, row in enumerate(rows):
        del parents[row.depth :]
        children[parents[-1] if parents else -1].append(index)
        parents.append(index)
    return children


def _match(
    first: Sequence[Row], second: Sequence[Row], ours: Iterable[int], theirs: Iterable[int]
) -> list[_Places]:
    alike: dict[Likeness, list[int]] = {}
    for index in ours:
        alike.setdefault(likeness(first[index].span), []).append(index)
    partners = {key: iter(indices) for key, indices in alike.items()}
    matched = [
        _Places(next(partners.get(likeness(second[index].span), iter(())), None), index)
        for index in theirs
    ]
    left = [_Places(index, None) for indices in partners.values() for index in indices]
    return sorted([*matched, *left], key=lambda places: _start(first, second, places))


def _start(first: Sequence[Row], second: Sequence[Row], places: _Places) -> int:
    if places.second is not None:
        return second[places.second].start_ns
    return first[places.first or 0].start_ns
