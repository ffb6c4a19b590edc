"""The steps under a lock that a database or a cache keeps, for one holder at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.unit.traces.programs.running.machine import Coroutine
from tests.unit.traces.programs.running.recording import Flow
from tests.unit.traces.programs.running.steps import Step, do


@dataclass(frozen=True, eq=False, slots=True)
class Locked:
    """Steps under a lock that a database holds: of a row, or one that services share.

    The wait for it lies in the span that asks; it ends when the holder's `release` ends.
    """

    lock: str
    system: str
    asking: tuple[str, str, int]
    body: Sequence[Step]
    release: tuple[str, str, int]
    resume_ns: int = 0
    close_ns: int = 0

    def run(self, flow: Flow) -> Coroutine:
        """Ask, wait, work and release."""
        lock = flow.recording.slots(self.lock, 1)
        attributes = {"db.system.name": self.system, "server.address": f"{self.system}-1"}
        client = flow.open(self.asking[0], "client", attributes)
        yield from client.spend(self.asking[1], "remote", self.asking[2])
        holder = yield from lock.take()
        flow.decide(self, holder)
        yield self.resume_ns
        client.close()
        yield self.close_ns
        yield from do(self.body, flow)
        client = flow.open(self.release[0], "client", attributes)
        yield from client.spend(self.release[1], "remote", self.release[2])
        lock.give_back(self)
        client.close()
        yield self.close_ns
