"""Replies over a queue: what the consumer of a message sends in its turn, and who waits for it."""

from bisect import bisect_right
from collections.abc import Container, Iterator
from itertools import islice

from tracing_sandbox.traces.measuring.clocks import Timeline
from tracing_sandbox.traces.measuring.tree import NOBODY, SpanTree
from tracing_sandbox.traces.measuring.waits.waker import MOST_LEVELS, Waker, above, fork_above
from tracing_sandbox.traces.reading.span import Span


class Replies:
    """Finds who sent what a span received."""

    def __init__(self, tree: SpanTree, times: Timeline) -> None:
        self._tree = tree
        self._times = times
        self._sent: dict[str, list[tuple[int, int]]] | None = None

    def waker_of(self, receiver: int) -> Waker | None:
        """Find the one message that was sent to a receiver while it waited."""
        starts, ends = self._times.starts, self._times.ends
        sent = self._sent_to(destination(self._tree.spans[receiver]))
        first = bisect_right(sent, (starts[receiver], len(starts)))
        last = bisect_right(sent, (ends[receiver], len(starts)))
        if last - first != 1:
            return None
        ended, sender = sent[first]
        fork = fork_above(self._tree, self._times, receiver, sender)
        if fork is None or not self._answers(fork.parent, receiver, fork.way[0]):
            return None
        return Waker(*fork, ended, is_certain=True)

    def _answers(self, parent: int, receiver: int, first: int) -> bool:
        """Say whether the receiver's own parent had sent the message that was answered."""
        is_message = self._tree.spans[first].kind == "producer"
        return is_message and self._tree.parents[receiver] == parent

    def _sent_to(self, name: str) -> list[tuple[int, int]]:
        if self._sent is None:
            self._sent = {}
            for span, each in enumerate(self._tree.spans):
                if each.kind == "producer" and destination(each):
                    ended = (self._times.ends[span], span)
                    self._sent.setdefault(destination(each), []).append(ended)
            for messages in self._sent.values():
                messages.sort()
        return self._sent.get(name, [])


def destination(span: Span) -> str:
    """Name the queue that a span sends to or receives from."""
    return str(span.attributes.get("messaging.destination.name") or "")


def find_answers(tree: SpanTree, parents: Container[int]) -> Iterator[tuple[int, int, int]]:
    """Yield each of these spans that sent a message, the message, and what its consumer sent."""
    for answer, span in enumerate(tree.spans):
        if span.kind != "producer":
            continue
        for message, consumer in islice(above(tree, answer), 1, MOST_LEVELS):
            parent = tree.parents[message]
            if parent != NOBODY and parent in parents and _is_message(tree, message, consumer):
                yield parent, message, answer


def _is_message(tree: SpanTree, message: int, consumer: int) -> bool:
    return tree.spans[message].kind == "producer" and tree.spans[consumer].kind == "consumer"
