"""A run while it goes on: starts the generator, follows its record, and ends with it."""

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.load.folder import RunFolder
from tracing_sandbox.load.generator import Generator, Told, generating, last_words
from tracing_sandbox.load.latency import spread_of
from tracing_sandbox.load.record import Record, follow_records
from tracing_sandbox.load.watch import Pids, Watch
from tracing_sandbox.load.watched import Event, Usage

PAUSE_S = 0.2
RECENT_S = 5.0
# Locust loads in two seconds; with several workers, on a busy machine, in ten.
STARTS_WITHIN_S = 90.0
MARGIN_S = 90.0
DISK_FULL = 3
NANOSECOND = 1e-9


@dataclass
class Progress:
    """How far a run is: what was sent, and what the last seconds looked like."""

    planned: int
    sent: int = 0
    failed: int = 0
    began_ns: int = 0
    recent: deque[Record] = field(default_factory=deque)

    def take(self, records: list[Record]) -> None:
        """Take in what was recorded since the last time."""
        self.sent += len(records)
        self.failed += sum(record.problem is not None for record in records)
        self.recent.extend(records)
        if records and not self.began_ns:
            self.began_ns = min(record.intended_ns for record in records)
        newest_ns = max((record.finished_ns for record in self.recent), default=0)
        while self.recent and newest_ns - self.recent[0].finished_ns > RECENT_S / NANOSECOND:
            self.recent.popleft()

    @property
    def elapsed_s(self) -> float:
        """Say for how long it has been sending."""
        return (time.time_ns() - self.began_ns) * NANOSECOND if self.began_ns else 0.0

    @property
    def rate(self) -> float:
        """Say how many requests a second were answered lately."""
        return len(self.recent) / min(max(self.elapsed_s, 1.0), RECENT_S)

    @property
    def p95_ms(self) -> float:
        """Say which latency 95 of 100 of the last requests kept to, from the intended start."""
        return self._p95([record.latency_ns for record in self.recent])

    @property
    def lag_ms(self) -> float:
        """Say how late 95 of 100 of the last requests were sent, at most."""
        return self._p95([record.lag_ns for record in self.recent if record.step == 0])

    def _p95(self, values_ns: list[int]) -> float:
        return spread_of(values_ns).p95 or 0.0


@dataclass(frozen=True)
class Outcome:
    """What a run left, whether it came to its end or not.

    `stopped_after_s` says when somebody stopped it, or what did; `trouble` is what the generator
    said when it could not go on.
    """

    records: list[Record]
    events: list[Event]
    usage: list[Usage]
    stopped_after_s: float | None = None
    trouble: str = ""


Tell = Callable[[Progress], None]
# Whether a run that goes on is to be stopped, as a ramp is at its end.
Enough = Callable[[list[Record]], bool]


def never(_records: list[Record]) -> bool:
    """Let the run come to the end of its plan."""
    return False


@dataclass
class Sending:
    """One run: where its files are, what the generator is told, and whom to tell how far it is."""

    folder: RunFolder
    told: Told
    planned: int
    lasts_s: float
    find_parts: Pids
    is_well: Callable[[str], bool]
    tell: Tell
    say_stopping: Callable[[], None]
    enough: Enough = never

    def send(self) -> Outcome:
        """Send all of it; SandboxError where the generator does not even start."""
        with generating(self.folder, self.told) as generator, interruptible() as stop:
            watch = Watch(self.find_parts, self.is_well, lambda: generator.pids)
            with watch:
                followed = self._follow(generator, stop)
            records, stopped_after_s, events = followed
        trouble = self._trouble(generator, records)
        return Outcome(records, [*watch.events, *events], watch.usage(), stopped_after_s, trouble)

    def _follow(
        self, generator: Generator, stop: threading.Event
    ) -> tuple[list[Record], float | None, list[Event]]:
        """Follow the record until the generator has ended; end it when it takes too long."""
        progress, records, events = Progress(self.planned), list[Record](), list[Event]()
        stopped_after_s: float | None = None
        deadline = time.monotonic() + STARTS_WITHIN_S + self.lasts_s + MARGIN_S
        added = follow_records(self.folder.requests)
        running = True
        while running and time.monotonic() < deadline:
            running = generator.status is None
            new = next(added)
            records += new
            progress.take(new)
            self.tell(progress)
            _note_fallen(generator, events)
            if stopped_after_s is None and (stop.is_set() or self.enough(records)):
                stopped_after_s = progress.elapsed_s
                self.say_stopping()
                generator.stop()
                stop.clear()
            elif stop.is_set():
                generator.end()
            stop.wait(PAUSE_S if running else 0)
        return records, stopped_after_s, events

    def _trouble(self, generator: Generator, records: list[Record]) -> str:
        """Return what the generator could not do; SandboxError where it did nothing at all."""
        words = last_words(self.folder.log)
        failed = generator.status not in (0, None)
        if failed and not records:
            raise SandboxError(
                f"The generator ended before it sent anything: {words}",
                f"Read what it says: {self.folder.log}",
            )
        return words if generator.status == DISK_FULL else ""


def _note_fallen(generator: Generator, events: list[Event]) -> None:
    known = {event.part for event in events}
    events += [
        Event(time.time_ns(), name, "ended")
        for name in generator.find_fallen()
        if name not in known
    ]


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Give an event that Ctrl-C, SIGTERM and SIGHUP set, in place of what they usually do."""
    asked = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        if before[number] != signal.SIG_IGN:
            signal.signal(number, lambda *_: asked.set())
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
