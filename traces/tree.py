"""The spans of a trace as trees; `align_clocks` places them in time before the path is walked.

Spans are named by their index in `spans`, whose order does not depend on the order of arrival.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from traces.span import Span
from traces.trace import Trace

NOBODY = -1


class EmptyTrace(ValueError):  # noqa: N818
    """There is no span to explain."""


@dataclass(frozen=True, slots=True)
class SpanTree:
    """Every span with its parent and children; nothing is given a parent that it did not name.

    `heads` are the spans without a parent here: true roots, spans whose parent is missing
    (`orphans`) and the earliest span of a cycle (`cut`). `main` is the head to explain.
    `doubles` are spans whose id an earlier, different span has.
    """

    spans: Sequence[Span]
    parents: Sequence[int]
    children: Sequence[Sequence[int]]
    heads: Sequence[int]
    orphans: Sequence[int]
    cut: Sequence[int]
    doubles: Sequence[int]
    main: int

    @property
    def root_is_missing(self) -> bool:
        """Say whether no span of the trace is a true root."""
        return self.spans[self.main].parent_id is not None

    def descend(self, head: int) -> Iterator[int]:
        """Yield `head` and all below it, parents first, siblings by start."""
        waiting = [head]
        while waiting:
            index = waiting.pop()
            yield index
            waiting.extend(reversed(self.children[index]))

    def ancestors(self, index: int) -> Iterator[int]:
        """Yield the parent of a span, then that one's parent, up to its head."""
        index = self.parents[index]
        while index != NOBODY:
            yield index
            index = self.parents[index]


def build_tree(trace: Trace) -> SpanTree:
    """Link spans to their parents; raise `EmptyTrace` if there is no span."""
    spans = _in_order(trace.spans)
    if not spans:
        raise EmptyTrace(f"Trace {trace.trace_id} holds no span that can be read.")
    by_id: dict[str, int] = {}
    for index, span in enumerate(spans):
        by_id.setdefault(span.span_id, index)
    parents = [_parent_of(span, by_id) for span in spans]
    cut = _cut_cycles(parents)
    heads = [index for index, parent in enumerate(parents) if parent == NOBODY]
    return SpanTree(
        spans=spans,
        parents=parents,
        children=_children_of(parents),
        heads=heads,
        orphans=[i for i in heads if spans[i].parent_id is not None and i not in cut],
        cut=sorted(cut),
        doubles=[i for i, span in enumerate(spans) if by_id[span.span_id] != i],
        main=min(heads, key=lambda i: _importance(spans[i])),
    )


def _in_order(spans: Iterable[Span]) -> list[Span]:
    """Order by start, longest first; copies that a repeated delivery made are dropped."""
    by_id: dict[str, list[Span]] = {}
    for span in spans:
        by_id.setdefault(span.span_id, []).append(span)
    distinct = [span for alike in by_id.values() for span in _distinct(alike)]
    distinct.sort(key=lambda span: (span.start_ns, -span.end_ns, span.span_id))
    return distinct


def _distinct(alike: list[Span]) -> list[Span]:
    if len(alike) == 1:
        return alike
    by_content = {repr(span): span for span in alike}
    return [by_content[content] for content in sorted(by_content)]


def _parent_of(span: Span, by_id: dict[str, int]) -> int:
    return NOBODY if span.parent_id is None else by_id.get(span.parent_id, NOBODY)


def _cut_cycles(parents: list[int]) -> set[int]:
    """Take its parent from the earliest span of each cycle; say which those are."""
    seen_in = [NOBODY] * len(parents)
    cut = set()
    for start in range(len(parents)):
        index = start
        while index != NOBODY and seen_in[index] == NOBODY:
            seen_in[index] = start
            index = parents[index]
        if index != NOBODY and seen_in[index] == start:
            earliest = min(_cycle_from(index, parents))
            parents[earliest] = NOBODY
            cut.add(earliest)
    return cut


def _cycle_from(index: int, parents: Sequence[int]) -> list[int]:
    cycle = [index]
    while parents[cycle[-1]] != index:
        cycle.append(parents[cycle[-1]])
    return cycle


def _children_of(parents: Sequence[int]) -> list[Sequence[int]]:
    children: list[Sequence[int]] = [()] * len(parents)
    for index, parent in enumerate(parents):
        if parent == NOBODY:
            continue
        siblings = children[parent]
        if isinstance(siblings, list):
            siblings.append(index)
        else:
            children[parent] = [index]
    return children


def _importance(span: Span) -> tuple[bool, int, int, str]:
    """Put true roots first, then the longest: it is what somebody waited for."""
    return (span.parent_id is not None, -span.duration_ns, span.start_ns, span.span_id)
