"""The truth by experiment: make one piece of work faster, run again, see when the root ends.

A shorter piece may let another coroutine be first at a lock. That is another run, and says nothing
of this one. So an experiment is made ever smaller until everybody waits for the same as before.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log
from operator import attrgetter
from typing import NamedTuple

from tests.unit.traces.programs.running.machine import Coroutine
from tests.unit.traces.programs.running.recording import Flow, Piece, Recording
from tests.unit.traces.programs.running.steps import Step, do
from tracing_sandbox.traces.reading.trace import Trace

LEAST_NS = 1_000
NOTHING: Mapping[str, int] = {}


class Deadlock(RuntimeError):  # noqa: N818
    """The root's span never ended: all wait for each other."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a service does with one request; the seed chooses the experiments."""

    body: Sequence[Step]
    service: str = "frontend"
    name: str = "GET /"
    open_ns: int = 0
    seed: int = 0


class Run(NamedTuple):
    """How a program went."""

    recording: Recording
    root_end_ns: int

    @property
    def trace(self) -> Trace:
        """Write down the trace that it leaves."""
        return self.recording.trace()

    @property
    def pieces(self) -> Sequence[Piece]:
        """List the work in the order in which it was done."""
        return self.recording.pieces

    @property
    def decisions(self) -> Mapping[object, object]:
        """Say who was waited for at each place of the program where somebody may wait."""
        return self.recording.decisions


class Experiment(NamedTuple):
    """The trace, a piece made faster by `x_ns`, and by how much the root ended earlier."""

    trace: Trace
    piece: Piece
    x_ns: int
    gain_ns: int


def run(program: Program, faster: Mapping[str, int] = NOTHING) -> Run:
    """Run a program to its end; `faster` are the nanoseconds by which pieces are shorter."""
    recording = Recording(faster)
    root = Flow(recording, None, program.service, program.name, "server", False, {})
    done = recording.machine.start(_serve(program, root))
    recording.machine.run()
    if not done.happened:
        raise Deadlock(f"The program of seed {program.seed} waits for ever.")
    return Run(recording, root.end_ns)


def _serve(program: Program, root: Flow) -> Coroutine:
    yield program.open_ns
    yield from do(program.body, root)
    root.close()


def experiments(program: Program, count: int = 3) -> list[Experiment]:
    """Make some of the root's time faster, long pieces more often than short ones.

    A span may do two pieces at a time, in two coroutines. A path names spans and cannot name one
    of the two, so neither is chosen.
    """
    rng = random.Random(f"experiments {program.seed}")
    first = run(program)
    pieces = [piece for piece in alone(first.pieces) if piece.start_ns < first.root_end_ns]
    weights = list(accumulate(piece.length_ns for piece in pieces))
    trace = first.trace
    made: list[Experiment] = []
    while len(made) < count:
        piece = rng.choices(pieces, cum_weights=weights)[0]
        x_ns = draw_x(rng, piece.length_ns)
        found = same_run_faster(program, first, piece, x_ns)
        if found is not None:
            made.append(Experiment(trace, piece, *found))
    return made


def alone(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out pieces beside which their span does another."""
    ends: dict[str, Piece] = {}
    beside: set[str] = set()
    for piece in sorted(pieces, key=attrgetter("start_ns")):
        before = ends.get(piece.span_id)
        if before is not None and piece.start_ns < before.end_ns:
            beside |= {before.piece_id, piece.piece_id}
        if before is None or piece.end_ns > before.end_ns:
            ends[piece.span_id] = piece
    return [piece for piece in pieces if piece.piece_id not in beside]


def draw_x(rng: random.Random, length_ns: int) -> int:
    """Draw from 1 us to the whole piece, as many short ones as long ones."""
    least = min(LEAST_NS, length_ns)
    return round(least * exp(rng.random() * log(length_ns / least)))


def same_run_faster(
    program: Program, first: Run, piece: Piece, x_ns: int
) -> tuple[int, int] | None:
    """Halve x until the run decides as the first; return x and the gain, or None."""
    while x_ns > 0:
        again = run(program, {piece.piece_id: x_ns})
        if again.decisions == first.decisions:
            return x_ns, first.root_end_ns - again.root_end_ns
        x_ns //= 2
    return None
