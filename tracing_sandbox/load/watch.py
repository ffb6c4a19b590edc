"""Looks at the parts while a run goes on: which of them ended, and what each uses."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Self

import psutil

from tracing_sandbox.load.watched import CAME_BACK, ENDED, Event, Usage
from tracing_sandbox.running.processes import find_family, memory_of

PAUSE_S = 0.25
BUSIEST_S = 5.0
MEGABYTE = 1_000_000
# A part that is there for less time has not come back.
STAYS_NS = 5_000_000_000

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

    def __init__(self, find_parts: Pids, find_generator: Pids) -> None:
        self.events: list[Event] = []
        self._find_parts = find_parts
        self._find_generator = find_generator
        self._uses: dict[str, PartUse] = {}
        self._pids: dict[str, int] = {}
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
        now_ns, pids = time.time_ns(), dict(self._find_parts())
        for name in pids.keys() | self._pids.keys():
            self._note(now_ns, name, self._pids.get(name), pids.get(name))
        self._pids = pids
        for name, pid in pids.items():
            self._note_children(now_ns, name, self._use(name, pid))
        for name, pid in self._find_generator().items():
            self._use(name, pid)

    def _use(self, name: str, pid: int) -> set[int]:
        """Take note of what a part uses, and return its process ids."""
        family = find_family(pid)
        self._uses.setdefault(name, PartUse()).look(family, time.monotonic())
        return {process.pid for process in family}

    def _note(self, now_ns: int, name: str, before: int | None, now: int | None) -> None:
        if before == now:
            return
        if before is not None:
            self._families.pop(name, None)
            self._note_end(now_ns, name)
        if now is not None and name in self._uses:
            self.events.append(Event(now_ns, name, CAME_BACK))

    def _note_end(self, now_ns: int, name: str) -> None:
        """Take note that a part ended; one that comes back for a moment alone was away meanwhile.

        A port that its predecessor still holds ends it again.
        """
        last = next((each for each in reversed(self.events) if each.part == name), None)
        if last and last.what == CAME_BACK and now_ns - last.at_ns < STAYS_NS:
            self.events.remove(last)
        else:
            self.events.append(Event(now_ns, name, ENDED))

    def _note_children(self, now_ns: int, name: str, family: set[int]) -> None:
        """Take note of processes that a part has lost while it went on itself."""
        if lost := len(self._families.get(name, set()) - family):
            processes = "a process" if lost == 1 else f"{lost} processes"
            self.events.append(Event(now_ns, name, f"lost {processes} of its own"))
        self._families[name] = family


def _cpu_of(process: psutil.Process) -> float:
    """Return the seconds of a processor that a process has used; -1 for one that has ended."""
    try:
        times = process.cpu_times()
    except psutil.Error:
        return -1.0
    return float(times.user + times.system)
