"""A run while it goes on: starts the generator, follows its record, and ends with it."""

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.load.measuring.latency import spread_of
from tracing_sandbox.load.measuring.planted import has_failed
from tracing_sandbox.load.measuring.sent import began_of
from tracing_sandbox.load.planning.plan import Arrival, count_requests
from tracing_sandbox.load.recording.folder import RunFolder
from tracing_sandbox.load.recording.record import (
    CANNOT_WRITE,
    RECORD_NOT_WHOLE,
    Record,
    follow_records,
)
from tracing_sandbox.load.recording.watched import Event, Usage
from tracing_sandbox.load.sending.generator import (
    GeneratorOptions,
    GeneratorProcesses,
    generating,
    last_words,
)
from tracing_sandbox.load.sending.watch import Pids, Watch

PAUSE_S = 0.2
RECENT_S = 5.0
MARGIN_S = 90.0
# To cut off who is in, and to send the last spans; it takes a second where the Collector answers.
ENDS_WITHIN_S = 6.0
NANOSECOND = 1e-9


@dataclass
class Progress:
    """How far a run is: what was sent, and what the last seconds looked like."""

    plan: Sequence[Arrival]
    sent: int = 0
    failed: int = 0
    began_ns: int = 0
    recent: deque[Record] = field(default_factory=deque)

    @cached_property
    def planned(self) -> int:
        """Count the requests of the plan."""
        return count_requests(self.plan)

    def take(self, records: list[Record]) -> None:
        """Take in what was recorded since the last time."""
        self.sent += len(records)
        self.failed += sum(map(has_failed, records))
        self.recent.extend(records)
        if records and not self.began_ns:
            self.began_ns = began_of(self.plan, records)
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

    `stopped_after_s` says when somebody stopped it, or what did, from where the plan counts;
    `trouble` is what the generator said when it could not go on. Without records it was stopped
    before anything was sent.
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
    told: GeneratorOptions
    plan: Sequence[Arrival]
    lasts_s: float
    find_parts: Pids
    is_well: Callable[[str], bool]
    tell: Tell
    say_stopping: Callable[[], None]
    enough: Enough = never

    def send(self) -> Outcome:
        """Send all of it; SandboxError where the generator does not even start."""
        with interruptible() as stop, generating(self.folder, self.told) as generator:
            ending = Ending(generator, self.told.starts_within_s + self.lasts_s + MARGIN_S)
            watch = Watch(self.find_parts, self.is_well, lambda: generator.pids)
            with watch:
                records, events = self._follow(generator, stop, ending)
        if not records and not ending.begun:
            raise self._why_nothing(generator)
        trouble = self._trouble(generator)
        if trouble and not ending.begun:
            ending.stopped_ns = max(record.sent_ns for record in records)
        return Outcome(
            records,
            [*watch.events, *events],
            watch.usage(),
            ending.after_s(began_of(self.plan, records)),
            trouble,
        )

    def _follow(
        self, generator: GeneratorProcesses, stop: threading.Event, ending: "Ending"
    ) -> tuple[list[Record], list[Event]]:
        """Follow the record until the generator has ended; end it when it takes too long."""
        progress, records, events = Progress(self.plan), list[Record](), list[Event]()
        added = follow_records(self.folder.requests)
        running = True
        while running and not ending.overdue:
            running = generator.status is None
            new = next(added)
            records += new
            progress.take(new)
            self.tell(progress)
            if not ending.urgent:
                _note_fallen(generator, events)
            if stop.is_set():
                stop.clear()
                if records and not ending.begun:
                    self.say_stopping()
                ending.hasten()
            elif not ending.begun and self.enough(records):
                ending.hasten()
            stop.wait(PAUSE_S if running else 0)
        return records, events

    def _why_nothing(self, generator: GeneratorProcesses) -> SandboxError:
        """Build the error for a generator of which there is no record."""
        said = self._trouble(generator) or last_words(self.folder.log) or "it says nothing."
        return SandboxError(
            f"The generator ended before it sent anything: {said}",
            f"Read what it says: {self.folder.log}",
        )

    def _trouble(self, generator: GeneratorProcesses) -> str:
        """Return why the record is not whole, or an empty text.

        On a full disk the generator's own words have no room either, or not all of them.
        """
        if generator.status != RECORD_NOT_WHOLE:
            return ""
        words, least = last_words(self.folder.log), f"{CANNOT_WRITE} {self.folder.requests}"
        return words if words.startswith(least) and words.endswith(".") else least


class Ending:
    """How a run is brought to its end: whoever asks again does not want to wait."""

    def __init__(self, generator: GeneratorProcesses, within_s: float) -> None:
        self._generator = generator
        self._deadline_s = time.monotonic() + within_s
        self.stopped_ns = 0
        self.urgent = False

    @property
    def begun(self) -> bool:
        """Tell whether somebody has asked for it."""
        return self.stopped_ns > 0

    @property
    def overdue(self) -> bool:
        """Tell whether nothing is to be waited for any longer."""
        return time.monotonic() >= self._deadline_s

    def hasten(self) -> None:
        """Let nobody in; asked again, wait for nobody who is in; asked once more, for nothing."""
        if self.urgent:
            self._deadline_s = 0.0
        elif self.begun:
            self.urgent = True
            self._deadline_s = min(self._deadline_s, time.monotonic() + ENDS_WITHIN_S)
            self._generator.cut_off()
        else:
            self.stopped_ns = time.time_ns()
            self._generator.stop()

    def after_s(self, began_ns: int) -> float | None:
        """Say how long after a moment somebody asked for it first; None where nobody did."""
        return max(self.stopped_ns - began_ns, 0) * NANOSECOND if self.begun else None


def _note_fallen(generator: GeneratorProcesses, events: list[Event]) -> None:
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
