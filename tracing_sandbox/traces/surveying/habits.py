"""What recurs from the first traces on: usual, however much it varies, and so no cause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracing_sandbox.traces.measuring.figures import figure, milliseconds
from tracing_sandbox.traces.surveying.evidence.observation import Observation
from tracing_sandbox.traces.surveying.findings.places import words_of
from tracing_sandbox.traces.surveying.findings.sudden import patterns_of

MOST = 3


@dataclass(frozen=True, slots=True)
class Habit:
    """A part that takes longer now and then: in `touched` of `like` traces, up to `most_ns`."""

    headline: str
    touched: int
    like: int
    least_ns: int
    most_ns: int

    @property
    def sentence(self) -> str:
        """Say what recurs."""
        times = f"{figure(self.least_ns)} to {figure(self.most_ns)}"
        return (
            f"{self.touched} of {self.like} took {times} longer {self.headline}, "
            "as from the first ones on."
        )

    def as_document(self) -> dict[str, Any]:
        """Write it as JSON-ready values."""
        return {
            "headline": self.headline,
            "touched": self.touched,
            "like": self.like,
            "least_ms": milliseconds(self.least_ns),
            "most_ms": milliseconds(self.most_ns),
            "sentence": self.sentence,
        }


def find_habits(observations: Sequence[Observation]) -> Iterator[Habit]:
    """Find up to three parts that stand out now and then, the costliest first."""
    patterns = [each for each in patterns_of(observations) if each.suspect.part]
    for pattern in sorted(patterns, key=lambda each: -each.cost_ns)[:MOST]:
        sizes = [excess.excess_ns for excess in pattern.excesses]
        onset = pattern.onset
        yield Habit(
            words_of(pattern.suspect),
            onset.touched,
            onset.before + onset.after,
            min(sizes),
            max(sizes),
        )
