"""Looks at the parts while a run goes on: which of them ended, and what each uses."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Self

import psutil

from tracing_sandbox.load.recording.watched import CAME_BACK, ENDED, Event, Usage
from tracing_sandbox.running.processes import find_families, memory_of

PAUSE_S = 0.25
BUSIEST_S = 5.0
MEGABYTE = 1_000_000

# The process id of each part that runs, by its name.
Pids = Callable[[], Mapping[str, int]]


class PartUse:
    """What one part, with all processes that it starts, has used of a processor."""

    def __init__(self) -> None:
        self.cpu_s = 0.0
        self.worst_share = 0.0
        self.memory_bytes = 0
        self._weighed_s = -BUSIEST_S
        self._before: dict[int, float] = {}
        self._recent: deque[tuple[float, float]] = deque()

    def look(self, family: list[psutil.Process], now_s: float) -> None:
        """Take note of what the processes of the part have used until now."""
        times = {process.pid: cpu_s for process in family if (cpu_s := _cpu_of(process)) >= 0}
        self.cpu_s += sum(
            max(cpu_s - self._before.get(pid, cpu_s), 0) for pid, cpu_s in times.items()
        )
        self._before = times
        # To count shared pages takes longer than all the rest.
        if now_s - self._weighed_s >= BUSIEST_S:
            self._weighed_s = now_s
            self.memory_bytes = max(self.memory_bytes, sum(map(memory_of, family)))
        self._recent.append((now_s, self.cpu_s))
        while now_s - self._recent[0][0] > BUSIEST_S:
            first_s, first_cpu_s = self._recent.popleft()
            share = (self.cpu_s - first_cpu_s) / (now_s - first_s)
            self.worst_share = max(self.worst_share, share)


class Watch:
    """Watches in a thread of its own, from `with` on until its end.

    What the generator uses is watched as well; that it ends is nothing that befell it.
    """

    def __init__(
        self, find_parts: Pids, is_well: Callable[[str], bool], find_generator: Pids
    ) -> None:
        self.events: list[Event] = []
        self._find_parts = find_parts
        self._is_well = is_well
        self._find_generator = find_generator
        self._uses: dict[str, PartUse] = {}
        self._pids: Mapping[str, int] = {}
        self._away: set[str] = set()
        self._orphaned: dict[str, Event] = {}
        self._looked_ns = time.time_ns()
        self._families: dict[str, set[int]] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._began_s = time.monotonic()
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        # On a starved machine a look takes seconds, and the last one may have been long ago.
        self._look()
        self._took_s = time.monotonic() - self._began_s

    def usage(self) -> list[Usage]:
        """Say what each part used, after the watch is over."""
        return [
            Usage(
                name,
                use.cpu_s / self._took_s,
                max(use.worst_share, use.cpu_s / self._took_s),
                use.memory_bytes / MEGABYTE,
            )
            for name, use in self._uses.items()
        ]

    def _watch(self) -> None:
        while not self._over.wait(PAUSE_S):
            self._look()

    def _look(self) -> None:
        now_ns, parts, generator = time.time_ns(), self._find_parts(), self._find_generator()
        self._note(parts)
        self._pids, self._looked_ns = parts, now_ns
        families = find_families([*parts.values(), *generator.values()])
        for name, pid in [*parts.items(), *generator.items()]:
            self._uses.setdefault(name, PartUse()).look(families[pid], time.monotonic())
        for name, pid in parts.items():
            self._note_children(now_ns, name, {process.pid for process in families[pid]})

    def _note(self, pids: Mapping[str, int]) -> None:
        """Take note of what ended, and of what has come back so far that it serves."""
        for name, pid in self._pids.items():
            if pids.get(name) != pid:
                self._families.pop(name, None)
                self._orphaned.pop(name, None)
                self._away.add(name)
                # When it was seen last: whatever failed since may have failed for it.
                self.events.append(Event(self._looked_ns, name, ENDED))
        for name in sorted(self._away & pids.keys()):
            if self._is_well(name):
                self._away.discard(name)
                self.events.append(Event(time.time_ns(), name, CAME_BACK))

    def _note_children(self, now_ns: int, name: str, family: set[int]) -> None:
        """Take note of processes that a part has lost, once it is seen to go on without them."""
        if orphaned := self._orphaned.pop(name, None):
            self.events.append(orphaned)
        if lost := len(self._families.get(name, set()) - family):
            processes = "a process" if lost == 1 else f"{lost} processes"
            self._orphaned[name] = Event(now_ns, name, f"lost {processes} of its own")
        self._families[name] = family


def _cpu_of(process: psutil.Process) -> float:
    """Return the seconds of a processor that a process has used; -1 for one that has ended."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return -1.0
    return float(times.user + times.system)
