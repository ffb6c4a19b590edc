"""The steps that begin several coroutines: a fork that is joined, a pool, what nobody waits for."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.unit.traces.programs.running.machine import Coroutine, Event, Slots, join
from tests.unit.traces.programs.running.recording import Flow
from tests.unit.traces.programs.running.steps import Step, do


@dataclass(frozen=True, eq=False, slots=True)
class Branch:
    """Steps for a coroutine of their own, in the span of the one who starts it."""

    steps: Sequence[Step]
    start_ns: int = 0

    def start(self, flow: Flow) -> Event:
        """Let it begin beside whoever starts it."""
        return flow.recording.machine.start(do(self.steps, flow), self.start_ns)


@dataclass(frozen=True, eq=False, slots=True)
class Fork:
    """Branches that begin at once; after some steps of its own, the forker waits for all."""

    branches: Sequence[Branch]
    meanwhile: Sequence[Step] = ()
    resume_ns: int = 0

    def run(self, flow: Flow) -> Coroutine:
        """Start, go on, and join."""
        ends = [branch.start(flow) for branch in self.branches]
        yield from do(self.meanwhile, flow)
        last = yield from join(ends)
        flow.decide(self, last)
        yield self.resume_ns


@dataclass(frozen=True, eq=False, slots=True)
class Item:
    """What a pool does in one of its slots; its spans begin when it has the slot."""

    steps: Sequence[Step]
    start_ns: int = 0
    resume_ns: int = 0

    def run(self, flow: Flow, slots: Slots) -> Coroutine:
        """Wait for a slot, work in it, and give it back."""
        giver = yield from slots.take()
        flow.decide(self, giver)
        yield self.resume_ns
        yield from do(self.steps, flow)
        slots.give_back(self)


@dataclass(frozen=True, eq=False, slots=True)
class Pool:
    """Items of which no more than `limit` are worked on at a time; all are waited for."""

    limit: int
    items: Sequence[Item]
    resume_ns: int = 0

    def run(self, flow: Flow) -> Coroutine:
        """Hand all items to the pool, and join."""
        machine = flow.recording.machine
        slots = Slots(machine, self.limit)
        ends = [machine.start(item.run(flow, slots), item.start_ns) for item in self.items]
        last = yield from join(ends)
        flow.decide(self, last)
        yield self.resume_ns


@dataclass(frozen=True, eq=False, slots=True)
class Forget:
    """A branch that nobody waits for."""

    branch: Branch

    def run(self, flow: Flow) -> Coroutine:
        """Start it, and go on at once."""
        self.branch.start(flow)
        yield 0
