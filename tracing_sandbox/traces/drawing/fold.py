"""A long list of rows made short enough to read; the drawings show folds between the rows."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.kinship import Likeness, likeness
from tracing_sandbox.traces.measuring.row import Row

MOST_ALIKE = 5
SHOWN_ALIKE = 3
MOST_LINES = 200


class Fold(NamedTuple):
    """Rows that are left out at one place: how many spans, and of what time.

    `name` is that of like siblings, of which there are `siblings`, or empty for a mixed run of
    rows; then `siblings` is 0. `time_ns` is what the siblings cover, counted once where they ran
    side by side; `longest_ns` is the longest span that is left out. `on_path_ns` is what all of
    them had of the critical path.
    """

    depth: int
    spans: int
    siblings: int
    service: str
    name: str
    time_ns: int
    longest_ns: int
    start_ns: int
    end_ns: int
    on_path_ns: int = 0


Line: TypeAlias = Row | Fold


def fold_rows(rows: Sequence[Row], most: int = MOST_LINES) -> list[Line]:
    """Fold like siblings beyond five, and then what matters least beyond `most` rows.

    What stays are the rows that failed, took most of the critical path, or took longest. The order
    of the tree stays, and every row is either shown or counted in a fold. Linear but for sorting.
    """
    lines = list(_fold_alike(rows))
    kept = _most_important([line for line in lines if isinstance(line, Row)], most)
    return list(_fold_unimportant(lines, kept)) if len(lines) > most else lines


def _fold_alike(rows: Sequence[Row]) -> Iterator[Line]:
    ends = _subtree_ends(rows)
    folds = dict(_folds_of(rows, ends))
    index = 0
    while index < len(rows):
        fold = folds.get(index)
        if fold is None:
            yield rows[index]
            index += 1
            continue
        if fold.spans:
            yield fold
        index = ends[index]


def _subtree_ends(rows: Sequence[Row]) -> list[int]:
    ends = [len(rows)] * len(rows)
    open_rows: list[int] = []
    for index, row in enumerate(rows):
        while open_rows and rows[open_rows[-1]].depth >= row.depth:
            ends[open_rows.pop()] = index
        open_rows.append(index)
    return ends


def _folds_of(rows: Sequence[Row], ends: Sequence[int]) -> Iterator[tuple[int, Fold]]:
    """Yield the rows to leave out; the first of each group carries the fold, the others none."""
    for group in _groups_of(rows):
        if len(group) <= MOST_ALIKE:
            continue
        shown = set(sorted(group, key=lambda i: _weight(rows[i]), reverse=True)[:SHOWN_ALIKE])
        left_out = [index for index in group if index not in shown]
        yield left_out[0], _fold_of(rows, ends, left_out)
        for index in left_out[1:]:
            yield index, NOTHING


def _groups_of(rows: Sequence[Row]) -> Iterator[list[int]]:
    """Yield the like siblings of every parent."""
    groups: dict[tuple[int, Likeness], list[int]] = {}
    parents: list[int] = []
    for index, row in enumerate(rows):
        del parents[row.depth :]
        parent = parents[-1] if parents else -1
        groups.setdefault((parent, likeness(row.span)), []).append(index)
        parents.append(index)
    yield from groups.values()


def _fold_of(rows: Sequence[Row], ends: Sequence[int], left_out: Sequence[int]) -> Fold:
    first = rows[left_out[0]]
    siblings = [rows[index] for index in left_out]
    return Fold(
        depth=first.depth,
        spans=sum(ends[index] - index for index in left_out),
        siblings=len(left_out),
        service=first.span.service,
        name=first.span.name,
        time_ns=_covered_ns(siblings),
        longest_ns=max(row.duration_ns for row in siblings),
        start_ns=min(row.start_ns for row in siblings),
        end_ns=max(row.start_ns + row.duration_ns for row in siblings),
        on_path_ns=sum(
            row.on_path_ns for index in left_out for row in rows[index : ends[index]] if row.path
        ),
    )


def _covered_ns(rows: Sequence[Row]) -> int:
    covered, reached = 0, min(row.start_ns for row in rows)
    for row in sorted(rows, key=lambda row: row.start_ns):
        end = row.start_ns + row.duration_ns
        covered += max(end - max(row.start_ns, reached), 0)
        reached = max(end, reached)
    return covered


NOTHING = Fold(0, 0, 0, "", "", 0, 0, 0, 0)


def _weight(row: Row) -> tuple[bool, int, int]:
    return (row.span.error, row.on_path_ns, row.duration_ns)


def _most_important(rows: Sequence[Row], most: int) -> set[int]:
    """Choose rows by identity: the first, and those that weigh most."""
    heaviest = sorted(rows[1:], key=_weight, reverse=True)[: most - 1]
    return {id(row) for row in (*rows[:1], *heaviest)}


def _fold_unimportant(lines: Sequence[Line], kept: set[int]) -> Iterator[Line]:
    run: list[Line] = []
    for line in lines:
        if id(line) not in kept:
            run.append(line)
            continue
        if run:
            yield _run_of(run)
            run = []
        yield line
    if run:
        yield _run_of(run)


def _run_of(run: Sequence[Line]) -> Fold:
    folds = [line if isinstance(line, Fold) else _single(line) for line in run]
    return Fold(
        depth=min(fold.depth for fold in folds),
        spans=sum(fold.spans for fold in folds),
        siblings=0,
        service="",
        name="",
        time_ns=0,
        longest_ns=max(fold.longest_ns for fold in folds),
        start_ns=min(fold.start_ns for fold in folds),
        end_ns=max(fold.end_ns for fold in folds),
        on_path_ns=sum(fold.on_path_ns for fold in folds),
    )


def _single(row: Row) -> Fold:
    return Fold(
        depth=row.depth,
        spans=1,
        siblings=0,
        service="",
        name="",
        time_ns=0,
        longest_ns=row.duration_ns,
        start_ns=row.start_ns,
        end_ns=row.start_ns + row.duration_ns,
        on_path_ns=row.on_path_ns,
    )
