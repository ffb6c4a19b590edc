"""Counts grades by scenario and question: the table, the misses, and whether all is proven."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracing_sandbox.proving.grading import QUESTIONS, Grade, Question

# Two runs of one order are never quite the same: so many predictions of a hundred must hold.
KEPT_OF_100 = 95


@dataclass(frozen=True)
class Miss:
    """A question that was answered wrongly, with which seed, and the trace to look at."""

    name: str
    seed: int
    grade: Grade

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "scenario": self.name,
            "seed": self.seed,
            "question": self.grade.question,
            "trace_id": self.grade.trace_id,
            "sentence": self.grade.said,
        }


@dataclass(frozen=True)
class Row:
    """One scenario: grades with their seeds, and what was found of what was to be found.

    Grades of seed 0 are about the healthy orders afterwards.
    """

    name: str
    grades: Sequence[tuple[int, Grade]]
    confusion: Mapping[tuple[str, str], int]

    def count(self, question: Question) -> tuple[int, int] | None:
        """Count the right answers to a question, and all; None where it is not asked."""
        asked = [grade.right for _, grade in self.grades if grade.question == question]
        return (sum(asked), len(asked)) if asked else None

    @property
    def misses(self) -> list[Miss]:
        """List what was answered wrongly."""
        return [Miss(self.name, seed, grade) for seed, grade in self.grades if not grade.right]

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        counts = {question: self.count(question) for question in QUESTIONS}
        return {
            "scenario": self.name,
            **{
                question: {"right": count[0], "of": count[1]} if count else None
                for question, count in counts.items()
            },
        }


@dataclass(frozen=True)
class Tally:
    """All rows; `proven` says whether nothing but a few predictions failed."""

    rows: Sequence[Row]

    @property
    def misses(self) -> list[Miss]:
        """List what was answered wrongly, scenario by scenario."""
        return [miss for row in self.rows for miss in row.misses]

    @property
    def predictions(self) -> tuple[int, int]:
        """Count the predictions that hold, and all."""
        counts = [row.count("predicted") or (0, 0) for row in self.rows]
        return sum(right for right, _ in counts), sum(of for _, of in counts)

    @property
    def proven(self) -> bool:
        """Say whether all holds that must hold."""
        right, of = self.predictions
        others = [miss for miss in self.misses if miss.grade.question != "predicted"]
        return not others and right * 100 >= of * KEPT_OF_100

    @property
    def confusion(self) -> Counter[tuple[str, str]]:
        """Count by what was to be found and what was found."""
        return sum((Counter(row.confusion) for row in self.rows), Counter[tuple[str, str]]())

    @property
    def is_diagonal(self) -> bool:
        """Say whether nothing was taken for anything else."""
        return all(expected == found for expected, found in self.confusion)

    def as_document(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        right, of = self.predictions
        return {
            "proven": self.proven,
            "predictions": {"right": right, "of": of},
            "scenarios": [row.as_document() for row in self.rows],
            "confusion": [
                {"expected": expected, "found": found, "count": count}
                for (expected, found), count in sorted(self.confusion.items())
            ],
            "misses": [miss.as_document() for miss in self.misses],
        }
