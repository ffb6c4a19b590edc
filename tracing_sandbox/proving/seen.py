"""What is seen of one order: how the shop answered, what its trace says, and what the doctor."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from tracing_sandbox.doctor import Finding
from tracing_sandbox.proving.plan import Plan
from tracing_sandbox.shop import PlacedOrder
from tracing_sandbox.traces.explaining.explanation import Explanation


@dataclass(frozen=True)
class Seen:
    """One order; `explanation` is None where nothing of its trace arrived."""

    placed: PlacedOrder
    explanation: Explanation | None
    findings: tuple[Finding, ...] = ()

    @property
    def duration_ns(self) -> int:
        """Say how long the order took, by its trace."""
        return self.explanation.duration_ns if self.explanation else 0

    @property
    def found(self) -> list[str]:
        """Name what the doctor found, each by rule and place, once."""
        return sorted({f"{each.rule} at {each.where}" for each in self.findings})


@dataclass(frozen=True)
class Evidence:
    """What is seen of all orders of a plan; the whole one was placed several times."""

    plan: Plan
    broken: Seen
    whole: Sequence[Seen]
    mended: Seen
    first_alone: Seen | None = None

    @property
    def whole_ns(self) -> int:
        """Say how long the order takes with the fault off: the median of its runs."""
        return median_low(each.duration_ns for each in self.whole)
