"""What each rule is given: the case, its joined parts, and the spans that are known to be lost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.finding import Finding, Key, key_of
from tracing_sandbox.doctor.joining import Joint, join_parts
from tracing_sandbox.doctor.ledger import Loss, find_losses
from tracing_sandbox.traces.reading.span import Span


@dataclass(frozen=True, slots=True)
class Chart:
    """A case, and what was worked out of it; `explained` are the spans that a rule spoke of."""

    case: Case
    joints: Sequence[Joint]
    losses: Sequence[Loss]
    explained: frozenset[Key] = frozenset()

    def is_open(self, span: Span) -> bool:
        """Say whether no rule has spoken of a span yet."""
        return key_of(span) not in self.explained


Rule: TypeAlias = Callable[[Chart], Iterator[Finding]]


def draw_chart(case: Case) -> Chart:
    """Work out what all rules need."""
    return Chart(case, join_parts(case), find_losses(case))
