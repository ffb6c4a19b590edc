"""Coroutines on one clock of whole nanoseconds: who waits for what, and goes on when.

A coroutine yields a number of nanoseconds, or an `Event` to wait for. Each has a processor of its
own. Nothing here is random, and nothing here knows of spans.
"""

from collections import deque
from collections.abc import Generator
from heapq import heappop, heappush
from typing import Any, TypeAlias

Coroutine: TypeAlias = Generator["int | Event", None, Any]


class Event:
    """Something that happens once; whoever waits for it goes on at that moment."""

    __slots__ = ("_machine", "cause", "happened", "waiting")

    def __init__(self, machine: "Machine") -> None:
        self._machine = machine
        self.happened = False
        self.cause: object = None
        self.waiting: list[Task] = []

    def happen(self, cause: object = None) -> None:
        """Let everybody go on who waits, and tell them the cause."""
        self.happened = True
        self.cause = cause
        for task in self.waiting:
            self._machine.call(task, 0)


class Task:
    """A coroutine under way; `end` happens when it has returned."""

    __slots__ = ("coroutine", "end")

    def __init__(self, coroutine: Coroutine, end: Event) -> None:
        self.coroutine = coroutine
        self.end = end


class Machine:
    """The clock, and the agenda of who goes on when; at one moment, first come first served."""

    def __init__(self) -> None:
        self.now_ns = 0
        self._agenda: list[tuple[int, int, Task]] = []
        self._calls = 0

    def start(self, coroutine: Coroutine, after_ns: int = 0) -> Event:
        """Let a coroutine begin after some time; return the event of its end."""
        task = Task(coroutine, Event(self))
        self.call(task, after_ns)
        return task.end

    def call(self, task: Task, after_ns: int) -> None:
        """Let a task go on after some time."""
        self._calls += 1
        heappush(self._agenda, (self.now_ns + after_ns, self._calls, task))

    def run(self) -> None:
        """Go on until nobody has anything left to do, or all wait for each other."""
        while self._agenda:
            self.now_ns, _, task = heappop(self._agenda)
            self._go_on(task)

    def _go_on(self, task: Task) -> None:
        for wish in task.coroutine:
            if isinstance(wish, int):
                self.call(task, wish)
                return
            if not wish.happened:
                wish.waiting.append(task)
                return
        task.end.happen()


class Slots:
    """A semaphore that serves in the order of asking; with one slot it is a lock."""

    __slots__ = ("_free", "_machine", "_queue")

    def __init__(self, machine: Machine, limit: int) -> None:
        self._machine = machine
        self._free = limit
        self._queue: deque[Event] = deque()

    def take(self) -> Coroutine:
        """Wait for a slot; return who gave it back, or None if one was free."""
        if self._free:
            self._free -= 1
            return None
        turn = Event(self._machine)
        self._queue.append(turn)
        yield turn
        return turn.cause

    def give_back(self, giver: object) -> None:
        """Hand the slot to the next in the queue."""
        if self._queue:
            self._queue.popleft().happen(giver)
        else:
            self._free += 1


def join(ends: list[Event]) -> Coroutine:
    """Wait until all have happened; return the place of the last, or None if all had before."""
    last = None
    for place, end in enumerate(ends):
        if not end.happened:
            yield end
            last = place
    return last


def tell(event: Event) -> Coroutine:
    """Let an event happen; started after some time, it is a delivery."""
    event.happen()
    yield 0
