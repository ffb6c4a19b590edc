"""The Instrumentation Score of some traces, and what it is made of.

Rules, impacts, weights and formula are those of the specification, version 0.1
(https://github.com/instrumentation-score/spec, specification.md and rules/). Of its rules those
are asked that traces can tell: the score is not complete, and the document says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.score_rules import SCORE_RULES, Breach, ScoreRule

WEIGHTS: Mapping[str, int] = {"critical": 40, "important": 30, "normal": 20, "low": 10}
CATEGORIES = ((90, "Excellent"), (75, "Good"), (50, "Needs Improvement"), (0, "Poor"))
Find = Callable[[Case], Sequence[Breach]]


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of the score: whether it is kept, and where not."""

    rule: ScoreRule
    breaches: tuple[Breach, ...]

    @property
    def is_kept(self) -> bool:
        """Say whether every service keeps it."""
        return not self.breaches

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "rule": self.rule.id,
            "says": self.rule.says,
            "impact": self.rule.impact,
            "weight": WEIGHTS[self.rule.impact],
            "passed": self.is_kept,
            "faults": [{"service": each.service, "shown": each.shown} for each in self.breaches],
        }


@dataclass(frozen=True, slots=True)
class Score:
    """The score of all services together, where a rule is kept if each of them keeps it."""

    rows: tuple[Row, ...]
    services: tuple[str, ...]

    @property
    def value(self) -> float:
        """Give the weight of the rules that are kept, in per cent of that of all."""
        return _value([(row.rule.impact, row.is_kept) for row in self.rows])

    @property
    def by_service(self) -> dict[str, float]:
        """Give the score of each service by itself."""
        return {service: self._of(service) for service in self.services}

    def _of(self, service: str) -> float:
        kept = (
            (row.rule.impact, all(breach.service != service for breach in row.breaches))
            for row in self.rows
        )
        return _value(list(kept))

    @property
    def category(self) -> str:
        """Give the word that the specification has for it."""
        return next(word for least, word in CATEGORIES if self.value >= least)

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "value": self.value,
            "category": self.category,
            "complete": False,
            "by_service": self.by_service,
            "rules": [row.as_document() for row in self.rows],
        }


def _value(kept: Sequence[tuple[str, bool]]) -> float:
    whole = sum(WEIGHTS[impact] for impact, _ in kept)
    passed = sum(WEIGHTS[impact] for impact, is_kept in kept if is_kept)
    return round(100 * passed / whole, 2) if whole else 100.0


def score_case(case: Case) -> Score:
    """Ask each rule of the score."""
    services = sorted({span.service for span in case.spans})
    rows = (Row(rule, tuple(rule.find(case))) for rule in SCORE_RULES)
    return Score(tuple(rows), tuple(services))
