"""What is wrong with a trace: one finding, as `judge` makes it and terminal and page show it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracing_sandbox.traces.reading.span import Span

BlameKind: TypeAlias = Literal["own", "transit", "wait", "gap", "error", "repetition"]


@dataclass(frozen=True, slots=True)
class Blame:
    """The operation of a service that is at fault, and how.

    `target` is who was called or waited for, where that matters. `time_ns` is the time it took,
    `share` that of the root's time, or None where spans are missing. `span` shows it best.
    `headline` says it in a few words, to stand in the answer. `went_on`: the root failed later, and
    not necessarily for this.
    """

    kind: BlameKind
    service: str
    operation: str
    target: str
    time_ns: int
    share: float | None
    span: Span
    headline: str
    sentence: str
    went_on: bool = False
