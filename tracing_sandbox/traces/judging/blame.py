"""What is wrong with a trace: one finding, as `judge` makes it and terminal and page show it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracing_sandbox.traces.judging.failure import Failure
from tracing_sandbox.traces.judging.missing import Missing
from tracing_sandbox.traces.judging.repetition import Repetition
from tracing_sandbox.traces.judging.slowness import Slow
from tracing_sandbox.traces.judging.unawaited import Unawaited
from tracing_sandbox.traces.reading.span import Span

BlameKind: TypeAlias = Literal[
    "own",
    "transit",
    "wait",
    "gap",
    "queue",
    "service",
    "error",
    "repetition",
    "missing",
    "unawaited",
]
# What is wrong with these is not that something took long.
TIMELESS: frozenset[BlameKind] = frozenset({"error", "missing", "unawaited"})

Found: TypeAlias = Slow | Repetition | Failure | Missing | Unawaited


@dataclass(frozen=True, slots=True)
class Blame:
    """The operation of a service that is at fault, and how.

    `operation` is empty where it is a service as a whole. `target` is who was called or waited
    for, where that matters; `favours` is that end of a way to which the evidence points, if it
    does. `time_ns` is the time that it took, and `excess_ns` what of it is beyond the usual.
    `share` is that of the root's time, or of the job's, or None where spans are missing. `span`
    shows it best, and `found` is what was measured of it. `headline` says it in a few words, to
    stand in the answer. `went_on`: the root failed later, and not necessarily for this. `certain`
    is false where the trace does not show whether anything waited for it. `job` says that a job is
    at fault that the request left in a queue.
    """

    kind: BlameKind
    service: str
    operation: str
    target: str
    time_ns: int
    excess_ns: int
    share: float | None
    span: Span
    found: Found
    headline: str
    sentence: str
    went_on: bool = False
    certain: bool = True
    favours: str = ""
    job: bool = False
