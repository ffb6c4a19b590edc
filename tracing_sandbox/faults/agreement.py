"""Sets what was asked for beside what the tool says of the trace, and tells whether they agree."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import ExpectedBlame, ExpectedFinding, Scenario
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.measuring.figures import figure

NOTHING = "Nothing is wrong."
OUT_OF_LINE = "that nothing is out of line"


class Finding(Protocol):
    """What the doctor finds: by which rule, and at which hop or service."""

    @property
    def rule(self) -> str:
        """The rule's name."""

    @property
    def where(self) -> str:
        """The hop, or the service where it is about no hop."""

    @property
    def sentence(self) -> str:
        """It in words."""


Said: TypeAlias = Explanation | Sequence[Finding]
AskDoctor: TypeAlias = Callable[[], Sequence[Finding]]


@dataclass(frozen=True)
class Agreement:
    """What the tool says in words, and whether that is what was planted."""

    said: str
    agree: bool


@dataclass(frozen=True)
class Verdict:
    """One thing that was asked for, what is said of it, and whether that is the same."""

    scenario: Scenario
    mended: bool
    said: str
    agree: bool


def compare(asked: Asked, explanation: Explanation, ask_doctor: AskDoctor) -> Iterator[Verdict]:
    """Compare each thing that was asked for; the doctor is asked where the tracing was broken.

    One that is gone from the catalogue is passed over.
    """
    besides = len(asked.names) > 1
    for scenario in filter(None, map(SCENARIOS.get, asked.names)):
        if scenario.blame:
            told = agreement(scenario, explanation, mended=asked.mended, besides=besides)
            said = f"The trace says {in_short(scenario, explanation, besides=besides)}."
        else:
            told = agreement(scenario, ask_doctor(), mended=asked.mended)
            said = f"The doctor says: {told.said}"
        yield Verdict(scenario, asked.mended, said, told.agree)


def agreement(
    scenario: Scenario, said: Said, *, mended: bool = False, besides: bool = False
) -> Agreement:
    """Compare a scenario with what was said of a trace that it was planted in.

    An explanation is compared with whom the scenario must have blamed, findings of the doctor with
    what must be found. What was mended must not be named. Where something else was planted
    `besides`, it may be told as the second.
    """
    if isinstance(said, Explanation):
        blame = nearest(scenario, said, besides=besides)
        named = blame is not None and is_blamed(scenario.blame, blame)
        return Agreement(blame.sentence if blame else NOTHING, named != mended)
    found = [finding for finding in said if is_found(scenario.finding, finding)]
    first = next(iter(found or said), None)
    return Agreement(first.sentence if first else NOTHING, bool(found) != mended)


def nearest(scenario: Scenario, explanation: Explanation, *, besides: bool) -> Blame | None:
    """Choose what an explanation blames first, or next where only that is the scenario's."""
    second = explanation.runner_up if besides else None
    if second and is_blamed(scenario.blame, second):
        return second
    return explanation.blame


def in_short(scenario: Scenario, explanation: Explanation, *, besides: bool = False) -> str:
    """Say in a few words what an explanation blames, to follow "The trace says"."""
    blame = nearest(scenario, explanation, besides=besides)
    if blame is None:
        return OUT_OF_LINE
    if blame is explanation.blame:
        return explanation.short_answer
    took = f"{figure(blame.time_ns)} " if blame.time_ns else ""
    return f"{took}{blame.headline} besides"


def is_blamed(expected: ExpectedBlame | None, blame: Blame) -> bool:
    """Tell whether the right operation of the right service is blamed, for the right reason."""
    return (
        expected is not None
        and blame.service == expected.service
        and blame.operation in expected.operation
        and blame.kind in expected.kind
    )


def is_found(expected: ExpectedFinding | None, finding: Finding) -> bool:
    """Tell whether the right mistake was found in the right place."""
    return expected is not None and (finding.rule, finding.where) == (expected.rule, expected.hop)
