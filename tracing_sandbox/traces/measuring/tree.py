"""The spans of a trace as trees; `align_clocks` places them in time before the path is walked.

Spans are named by their index in `spans`, whose order does not depend on the order of arrival.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from tracing_sandbox.traces.reading.origin import find_unreported_caller, is_linked_job
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

NOBODY = -1
CALL_KINDS = frozenset({"server", "client", "producer", "consumer"})


class EmptyTrace(ValueError):  # noqa: N818
    """There is no span to explain."""


@dataclass(frozen=True, slots=True)
class SpanTree:
    """Every span with its parent and children; nothing is given a parent that it did not name.

    `heads` are the spans without a parent here: true roots, spans whose caller outside reported
    nothing (`entries`), spans whose parent is missing (`orphans`) and the earliest span of a cycle
    (`cut`). `main` is the head to explain.
    `doubles` are spans whose id an earlier, different span has. `order` lists all spans, parents
    first and siblings by start: the tree of `main`, of `main_size` spans, then the others.
    `failed` are the spans that did. `tells_kinds` says whether any span tells what kind it is,
    other than internal.
    """

    spans: Sequence[Span]
    parents: Sequence[int]
    children: Sequence[Sequence[int]]
    heads: Sequence[int]
    entries: Sequence[int]
    orphans: Sequence[int]
    cut: Sequence[int]
    doubles: Sequence[int]
    main: int
    order: Sequence[int]
    main_size: int
    failed: Sequence[int]
    tells_kinds: bool
    has_consumers: bool

    @property
    def main_order(self) -> Sequence[int]:
        """List the spans of the explained tree, parents first."""
        return self.order[: self.main_size]

    @property
    def root_is_missing(self) -> bool:
        """Say whether no span of the trace is a true root or an entry."""
        return self.spans[self.main].parent_id is not None and self.main not in self.entries


def build_tree(trace: Trace) -> SpanTree:
    """Link spans to their parents; raise `EmptyTrace` if there is no span."""
    spans = _in_order(trace.spans)
    if not spans:
        raise EmptyTrace(f"Trace {trace.trace_id} holds no span that can be read.")
    by_id: dict[str | None, int] = {}
    for index, span in enumerate(spans):
        by_id.setdefault(span.span_id, index)
    parents = [by_id.get(span.parent_id, NOBODY) for span in spans]
    cut = _cut_cycles(parents)
    children = _children_of(parents)
    heads = [index for index, parent in enumerate(parents) if parent == NOBODY]
    asked = [i for i in heads if not is_linked_job(spans[i], by_id)] or heads
    main = min(asked, key=lambda i: _importance(spans[i], _lasted(i, spans, children)))
    order = _descend(children, main)
    main_size = len(order)
    kinds = {span.kind for span in spans}
    caller = find_unreported_caller(trace) if spans[main].parent_is_remote else None
    absent = [i for i in heads if spans[i].parent_id is not None and i not in cut]
    for head in heads:
        if head != main:
            order.extend(_descend(children, head))
    return SpanTree(
        spans=spans,
        parents=parents,
        children=children,
        heads=heads,
        entries=absent if caller else [],
        orphans=[] if caller else absent,
        cut=sorted(cut),
        doubles=[] if len(by_id) == len(spans) else _doubles(spans, by_id),
        main=main,
        order=order,
        main_size=main_size,
        failed=[index for index, span in enumerate(spans) if span.error],
        tells_kinds=not kinds.isdisjoint(CALL_KINDS),
        has_consumers="consumer" in kinds,
    )


def _in_order(spans: Sequence[Span]) -> list[Span]:
    """Order by start, longest first; copies that a repeated delivery made are dropped."""
    if len({span.span_id for span in spans}) < len(spans):
        spans = _without_copies(spans)
    ordered = sorted(spans, key=attrgetter("span_id"))
    ordered.sort(key=attrgetter("end_ns"), reverse=True)
    ordered.sort(key=attrgetter("start_ns"))
    return ordered


def _without_copies(spans: Iterable[Span]) -> list[Span]:
    by_id: dict[str, list[Span]] = {}
    for span in spans:
        by_id.setdefault(span.span_id, []).append(span)
    return [span for alike in by_id.values() for span in _distinct(alike)]


def _distinct(alike: list[Span]) -> list[Span]:
    if len(alike) == 1:
        return alike
    by_content = {repr(span): span for span in alike}
    return [by_content[content] for content in sorted(by_content)]


def _doubles(spans: Sequence[Span], by_id: Mapping[str | None, int]) -> list[int]:
    return [index for index, span in enumerate(spans) if by_id[span.span_id] != index]


def _cut_cycles(parents: list[int]) -> set[int]:
    """Take its parent from the earliest span of each cycle; say which those are."""
    seen_in = [NOBODY] * len(parents)
    cut = set()
    for start in _before_their_parents(parents):
        index = start
        while index != NOBODY and seen_in[index] == NOBODY:
            seen_in[index] = start
            index = parents[index]
        if index != NOBODY and seen_in[index] == start:
            earliest = min(_cycle_from(index, parents))
            parents[earliest] = NOBODY
            cut.add(earliest)
    return cut


def _before_their_parents(parents: Sequence[int]) -> list[int]:
    """List the spans that stand before their parents: at least one in every cycle does."""
    return [index for index, parent in enumerate(parents) if parent >= index]


def _cycle_from(index: int, parents: Sequence[int]) -> list[int]:
    cycle = [index]
    while parents[cycle[-1]] != index:
        cycle.append(parents[cycle[-1]])
    return cycle


def _children_of(parents: Sequence[int]) -> list[Sequence[int]]:
    children: list[Any] = [()] * len(parents)
    for index, parent in enumerate(parents):
        if parent == NOBODY:
            continue
        if children[parent]:
            children[parent].append(index)
        else:
            children[parent] = [index]
    return children


def _descend(children: Sequence[Sequence[int]], head: int) -> list[int]:
    order = []
    waiting = [head]
    while waiting:
        index = waiting.pop()
        order.append(index)
        if children[index]:
            waiting += reversed(children[index])
    return order


def _importance(span: Span, lasted_ns: int) -> tuple[bool, int, int, str]:
    """Put true roots first, then the longest: it is what somebody waited for."""
    return (span.parent_id is not None, -lasted_ns, span.start_ns, span.span_id)


def _lasted(head: int, spans: Sequence[Span], children: Sequence[Sequence[int]]) -> int:
    """Say how long a span lasted, or up to the latest end beneath it where it has not ended."""
    if not spans[head].unfinished:
        return spans[head].duration_ns
    return max(spans[i].end_ns for i in _descend(children, head)) - spans[head].start_ns
