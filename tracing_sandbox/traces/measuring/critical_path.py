"""The chain of work that made the root as long as it is, cut into segments; `parts` adds them up.

The walk goes back from the end: the child that finished last was waited for; the time after it is
the parent's; then on from that child's start. It is the walk of Uber's CRISP (Zhang et al.,
USENIX ATC 2022), with the time of a call kept apart from the work on either side of it. Where the
trace shows whose lock or reply a span waited for, it goes on there. `doubt` is about every child of
which the times do not show that anything waited for it.
"""

from collections.abc import Mapping, Sequence
from itertools import islice, zip_longest
from typing import Literal, NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.kinship import (
    is_call,
    likeness,
    server_of,
)
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.measuring.waits.locks import Locks
from tracing_sandbox.traces.measuring.waits.replies import Replies
from tracing_sandbox.traces.measuring.waits.waker import MOST_LEVELS, Waker
from tracing_sandbox.traces.measuring.waits.window import (
    Child,
    Window,
    by_end,
    next_child,
    open_window,
)

SegmentKind: TypeAlias = Literal["own", "transit", "wait", "gap"]


class Segment(NamedTuple):
    """A stretch of the root's time and the span that it is charged to.

    own: the span's own work. transit: a call on its way, or queued, outside the server's span.
    wait: a call to something that reported no span. gap: the pause between a failed try and the
    next one. `certain` is false where the trace cannot show that anything waited for it.
    """

    span: int
    kind: SegmentKind
    start_ns: int
    end_ns: int
    certain: bool = True


class Handover(NamedTuple):
    """A moment at which the walk went from a span back to a child, taking it for waited for.

    The child ended at `end_ns`, or was cut there; what came after it began at `next_ns`: the child
    `later`, or the end of the parent's window. `child` is nobody at the start of the window.
    `running` is, of the children that were passed over as still running, the first to begin.
    `told` says that the child was found by a wait that something beneath it ended at `end_ns`.
    """

    parent: int
    child: int
    end_ns: int
    next_ns: int
    later: int
    running: int
    told: bool = False


class Path(NamedTuple):
    """Segments in order of time, which fill a span exactly, and how the walk went over them.

    Of the handovers only those are kept of which there may be a doubt.
    `suspects` may have ended the wait of a span on the path, and were not followed. `beside` holds
    the children of each span on the path in which some of them ran at the same time.
    """

    segments: Sequence[Segment]
    handovers: Sequence[Handover]
    suspects: Sequence[Waker]
    beside: Mapping[int, Sequence[Child]]


def walk_critical_path(tree: SpanTree, times: Timeline, head: int) -> Path:
    """Cut the time of `head` into segments, in order of time; they fill it exactly."""
    walk = _Walk(tree, times)
    walk.open(head, times.starts[head], times.ends[head])
    while walk.windows:
        walk.step()
    walk.segments.reverse()
    return Path(walk.segments, walk.handovers, walk.suspects, walk.beside)


class _Walk:
    """The way from the end of a span back to its start.

    `windows` are the spans that it is in, one within another. `left` holds the children still to be
    looked at in those that it left for somebody who ended a wait.
    """

    def __init__(self, tree: SpanTree, times: Timeline) -> None:
        self.tree = tree
        self.times = times
        self.windows: list[Window] = []
        self.segments: list[Segment] = []
        self.handovers: list[Handover] = []
        self.suspects: list[Waker] = []
        self.beside: dict[int, Sequence[Child]] = {}
        self._left: dict[int, list[Child]] = {}
        self._went_beside = False
        self._locks = Locks(tree, times)
        self._replies = Replies(tree, times)

    def step(self) -> None:
        """Go back to a child, or to the start of the innermost window."""
        window = self.windows[-1]
        child, child_end = next_child(window, self.times)
        if child_end < window.cursor:
            self._stay(window, child, child_end)
        if self._may_be_doubted(window, child, child_end):
            self.handovers.append(_hand_over(window, child, child_end))
        if child == NOBODY:
            self.windows.pop()
            return
        self.enter(window, child)
        if self.tree.children[child]:
            self.open(child, window.cursor, child_end)
        else:
            self._pass(child, window.cursor, child_end)

    def _may_be_doubted(self, window: Window, child: int, child_end: int) -> bool:
        """Say whether something else may have been waited for, or a child not to its end."""
        if self.tree.has_consumers:
            return True
        if child == NOBODY:
            return window.is_shared and window.running != NOBODY
        return window.is_shared or self._may_be_doubted_alone(child, child_end)

    def _may_be_doubted_alone(self, child: int, child_end: int) -> bool:
        """Say whether a child that ran alone may not have been waited for, or not to its end."""
        end = self.times.ends[child]
        if child_end != end or not self.tree.tells_kinds:
            return True
        if self.tree.spans[child].kind != "client":
            return False
        return any(self.times.ends[each] > end for each in self.tree.children[child])

    def _stay(self, window: Window, child: int, since_ns: int) -> None:
        """Charge a span with the time since a child, its parent with that behind its own end.

        The latter is a message on its way, if the walk came back by the consumer that answered it.
        """
        kind, ended = _kind_between(self.tree, window, child), self.times.ends[window.span]
        if window.cursor > ended and self.tree.spans[window.span].kind == "producer":
            sender, sent_ns = self.windows[-2].span, max(ended, since_ns)
            of_sender = kind_of_rest(self.tree, sender)
            self.segments.append(Segment(sender, of_sender, sent_ns, window.cursor))
            window.cursor = sent_ns
        if since_ns < window.cursor:
            self.segments.append(Segment(window.span, kind, since_ns, window.cursor))

    def enter(self, window: Window, child: int) -> None:
        """Let a window go on at the start of a child."""
        window.later = child
        window.cursor = max(self.times.starts[child], window.start_ns)

    def open(self, span: int, start_ns: int, end_ns: int) -> None:
        """Go into a span that has children."""
        waiting = self._left.pop(span, None)
        if waiting is None:
            waiting = by_end(self.tree, self.times, span)
        window = open_window(self.times, span, (start_ns, end_ns), waiting)
        self.windows.append(window)
        if window.is_shared and span not in self.beside:
            self.beside[span] = tuple(waiting)
        if window.is_shared or len(waiting) < len(self.tree.children[span]):
            self._went_beside = True

    def _pass(self, leaf: int, start_ns: int, end_ns: int) -> None:
        """Go over a span without children, or leave it for who ended what it waited for."""
        while (waker := self._waker_of(leaf, start_ns, end_ns)) is not None:
            if waker.end_ns < end_ns:
                kind = kind_of_rest(self.tree, leaf)
                self.segments.append(Segment(leaf, kind, waker.end_ns, end_ns))
            self._follow(waker)
            leaf, start_ns, end_ns = waker.way[-1], self.windows[-1].cursor, waker.end_ns
            if self.tree.children[leaf]:
                self.open(leaf, start_ns, end_ns)
                return
        self.segments.append(Segment(leaf, kind_of_rest(self.tree, leaf), start_ns, end_ns))

    def _waker_of(self, leaf: int, start_ns: int, end_ns: int) -> Waker | None:
        """Find who ended the wait of a span; whoever only may have done so is suspected."""
        if end_ns != self.times.ends[leaf]:
            return None
        receives = self.tree.spans[leaf].kind == "consumer"
        if not (receives or self._went_beside):
            return None
        waker = (self._replies if receives else self._locks).waker_of(leaf)
        if waker is None or waker.end_ns <= start_ns:
            return None
        if waker.is_certain and self._can_be_followed(waker):
            return waker
        self.suspects.append(waker)
        return None

    def _can_be_followed(self, waker: Waker) -> bool:
        near = islice(reversed(self.windows), MOST_LEVELS)
        is_within = any(window.span == waker.parent for window in near)
        return is_within and all(self.times.starts[span] < waker.end_ns for span in waker.way)

    def _follow(self, waker: Waker) -> None:
        """Leave the waiter, up to the span above both, and go down to the other's last span."""
        while (window := self.windows[-1]).span != waker.parent:
            self._left[window.span] = window.waiting
            self.windows.pop()
        window.cursor = waker.end_ns
        for span, inside in zip_longest(waker.way, waker.way[1:]):
            window = self.windows[-1]
            self.handovers.append(_hand_over(window, span, waker.end_ns, told=True))
            self.enter(window, span)
            if inside is not None:
                self.open(span, window.cursor, waker.end_ns)


def _hand_over(window: Window, child: int, end_ns: int, told: bool = False) -> Handover:
    running = window.running
    return Handover(window.span, child, end_ns, window.cursor, window.later, running, told)


def kind_of_rest(tree: SpanTree, span: int) -> SegmentKind:
    """Name the time of a span that no child on the path covers."""
    if not is_call(tree, span):
        return "own"
    return "wait" if server_of(tree, span) == NOBODY else "transit"


def _kind_between(tree: SpanTree, window: Window, earlier: int) -> SegmentKind:
    """Tell the pause before another try from the other time between two children."""
    rest = kind_of_rest(tree, window.span)
    if rest == "own" and NOBODY not in (earlier, window.later):
        failed, retry = tree.spans[earlier], tree.spans[window.later]
        if failed.error and likeness(failed) == likeness(retry):
            return "gap"
    return rest
