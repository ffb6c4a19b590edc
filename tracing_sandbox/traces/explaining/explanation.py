"""What a trace says; `explain` finds it out, terminal, page and document show it."""

from dataclasses import dataclass
from typing import NamedTuple

from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.judging.problem import Problem
from tracing_sandbox.traces.measuring.part import Charge
from tracing_sandbox.traces.measuring.row import Row
from tracing_sandbox.traces.measuring.slices import Slice
from tracing_sandbox.traces.reading.span import Span


class PathSegment(NamedTuple):
    """A stretch of the critical path; times in nanoseconds since the root's start."""

    span: Span
    kind: str
    start_ns: int
    end_ns: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a trace says. `answer` always; `blame` only where something is wrong.

    `complete` is false where spans are missing or unreadable. `duration_ns` is that of `root`,
    the explained span: the longest root, or the longest orphan where the root is missing.
    `charges` say what each part took of the critical path, most first; they add up to the duration.
    `slices` say the same by owner, and what of it missing spans hide. `compared_with` counts the
    healthy traces that it was compared with.
    """

    trace_id: str
    complete: bool
    duration_ns: int
    start_ns: int
    services: tuple[str, ...]
    root: Span
    path: tuple[PathSegment, ...]
    charges: tuple[Charge, ...]
    slices: tuple[Slice, ...]
    answer: str
    short_answer: str
    blame: Blame | None
    problems: tuple[Problem, ...]
    rows: tuple[Row, ...]
    compared_with: int

    @property
    def error_count(self) -> int:
        """Count the spans that failed."""
        return sum(row.span.error for row in self.rows)
