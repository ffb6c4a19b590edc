"""Sets what an order was asked to break beside what is said of its trace."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tracing_sandbox.doctor import Finding
from tracing_sandbox.faults.agreement import agreement, in_short
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.terminal.scenario_page import what_is_named
from tracing_sandbox.traces.explaining.explanation import Explanation

AskDoctor: TypeAlias = Callable[[], Sequence[Finding]]


@dataclass(frozen=True)
class Verdict:
    """One thing that was asked for, what is said of it, and whether that is the same."""

    scenario: Scenario
    mended: bool
    said: str
    agree: bool

    @property
    def sentence(self) -> str:
        """Say it in words."""
        how = ", mended" if self.mended else ""
        agree = "They agree." if self.agree else self._disagree()
        return f"You asked for {self.scenario.title}{how}. {self.said} {agree}"

    def _disagree(self) -> str:
        expected = what_is_named(self.scenario)
        return f"They do not agree: {'not ' if self.mended else ''}expected {expected}."


def compare(asked: Asked, explanation: Explanation, ask_doctor: AskDoctor) -> Iterator[Verdict]:
    """Compare each thing that was asked for; the doctor is asked where the tracing was broken."""
    besides = len(asked.names) > 1
    for scenario in map(find_scenario, asked.names):
        if scenario.blame:
            told = agreement(scenario, explanation, mended=asked.mended, besides=besides)
            said = f"The trace says {in_short(scenario, explanation, besides=besides)}."
        else:
            told = agreement(scenario, ask_doctor(), mended=asked.mended)
            said = f"The doctor says: {told.said}"
        yield Verdict(scenario, asked.mended, said, told.agree)


def agreement_document(
    asked: Asked, explanation: Explanation, ask_doctor: AskDoctor
) -> dict[str, Any]:
    """Write what was asked for, and of each whether the trace or the doctor says it."""
    verdicts = compare(asked, explanation, ask_doctor)
    return {
        "asked": {
            "scenarios": list(asked.names),
            "seed": asked.seed,
            "mended": asked.mended,
            "agree": {verdict.scenario.name: verdict.agree for verdict in verdicts},
        }
    }
