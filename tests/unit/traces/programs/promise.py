"""Whether a walk keeps its promise: what is on the path, made faster, ends the root earlier.

A walk says what it charges to whom. An experiment says what was true of one piece of work.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from tests.unit.traces.programs.experiment import Experiment
from tests.unit.traces.programs.running.recording import Nature, Piece
from tracing_sandbox.traces.reading.trace import Trace

Outcome: TypeAlias = Literal["kept", "broken", "doubtful"]

KINDS_OF: dict[Nature, frozenset[str]] = {
    "own": frozenset({"own", "gap", "wait"}),
    "network": frozenset({"transit"}),
    "remote": frozenset({"wait"}),
}


class ChargedSegment(NamedTuple):
    """A stretch that a walk charges to a span; times are nanoseconds since the root's start."""

    span_id: str
    kind: str
    start_ns: int
    end_ns: int
    certain: bool = True


class Doubt(NamedTuple):
    """A stretch in which a walk cannot tell: nothing in or beneath that span is certain there."""

    parent_span_id: str
    start_ns: int
    end_ns: int


class Charges(NamedTuple):
    """What a walk says of a trace."""

    segments: Sequence[ChargedSegment]
    doubts: Sequence[Doubt] = ()


Walk: TypeAlias = Callable[[Trace], Charges]


class Verdict(NamedTuple):
    """What became of the promise, and what the walk had charged of the piece."""

    outcome: Outcome
    charged_ns: int
    gained: bool


def judge(experiment: Experiment, charges: Charges) -> Verdict:
    """Compare what a walk charges of a piece with what the experiment gained.

    At least half of the piece charged: the root must end earlier. Less: it must not.
    """
    piece = experiment.piece
    charged = [segment for segment in charges.segments if _is_of(segment, piece)]
    charged_ns = _within(piece, charged)
    certain_ns = _within(piece, [segment for segment in charged if segment.certain])
    gained = experiment.gain_ns * 2 > experiment.x_ns
    on_path = _is_half(charged_ns, piece)
    outcome: Outcome = "kept" if gained == on_path else "broken"
    if on_path != _is_half(certain_ns, piece) or _is_doubted(experiment, charges.doubts):
        outcome = "doubtful"
    return Verdict(outcome, charged_ns, gained)


def _is_of(segment: ChargedSegment, piece: Piece) -> bool:
    return segment.span_id == piece.span_id and segment.kind in KINDS_OF[piece.nature]


def _is_half(ns: int, piece: Piece) -> bool:
    return ns * 2 >= piece.length_ns


def _within(piece: Piece, stretches: Iterable[ChargedSegment | Doubt]) -> int:
    """Add up how much of a piece the stretches cover; they do not overlap."""
    return sum(
        max(0, min(piece.end_ns, stretch.end_ns) - max(piece.start_ns, stretch.start_ns))
        for stretch in stretches
    )


def _is_doubted(experiment: Experiment, doubts: Sequence[Doubt]) -> bool:
    """Say whether one span's doubt covers half of the piece."""
    if not doubts:
        return False
    above = ancestry(experiment.trace, experiment.piece.span_id)
    covered: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        if doubt.parent_span_id in above:
            covered.setdefault(doubt.parent_span_id, []).append(doubt)
    return any(
        _is_half(_within(experiment.piece, each), experiment.piece) for each in covered.values()
    )


def ancestry(trace: Trace, span_id: str) -> set[str]:
    """List a span and all above it."""
    parents = {span.span_id: span.parent_id for span in trace.spans}
    above = set()
    at: str | None = span_id
    while at is not None:
        above.add(at)
        at = parents[at]
    return above
