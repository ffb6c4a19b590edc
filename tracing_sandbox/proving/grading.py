"""Grades what is seen of one seed's orders against what was planted; `tally` adds the grades up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from tracing_sandbox.faults.agreement import agreement, is_blamed
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.proving.felt import is_felt
from tracing_sandbox.proving.seen import Evidence, Seen
from tracing_sandbox.traces.judging.blame import Blame
from tracing_sandbox.traces.measuring.figures import figure

Question: TypeAlias = Literal[
    "felt", "blamed", "predicted", "second", "mended", "doctor", "healthy"
]
QUESTIONS: tuple[Question, ...] = get_args(Question)
# By how much two runs of the same may differ.
TOLERANCE_NS = 20_000_000
TOLERANCE_SHARE = 0.05
NOTHING = "nothing"


@dataclass(frozen=True)
class Grade:
    """One question's answer; `said` tells what was expected, and what there was instead."""

    question: Question
    right: bool
    trace_id: str
    said: str


def grade_fault(scenario: Scenario, evidence: Evidence) -> Iterator[Grade]:
    """Grade a fault of a service: felt, blamed, predicted, and gone with its mend."""
    broken = evidence.broken
    if broken.explanation is None:
        yield Grade("blamed", False, broken.placed.trace_id, "nothing of the trace arrived")
        return
    yield grade_felt(scenario, evidence)
    yield grade_blame(scenario, broken)
    yield grade_prediction(evidence)
    yield from grade_second(scenario, evidence)
    yield grade_mended(scenario, evidence.mended)
    yield grade_doctor(NOTHING, broken)


def grade_break(scenario: Scenario, evidence: Evidence) -> Iterator[Grade]:
    """Grade a break of the tracing: found by its rule at its place, and nothing else."""
    yield grade_doctor(what_is_to_be_found(scenario), evidence.broken)
    yield Grade(
        "mended",
        not evidence.mended.found,
        evidence.mended.placed.trace_id,
        f"mended: expected no finding; there is {named(evidence.mended)}",
    )


def what_is_to_be_found(scenario: Scenario) -> str:
    """Name what the doctor must find."""
    expected = scenario.finding
    return f"{expected.rule} at {expected.hop}" if expected else NOTHING


def named(seen: Seen) -> str:
    """Name all that the doctor found."""
    return " and ".join(seen.found) or NOTHING


def grade_felt(scenario: Scenario, evidence: Evidence) -> Grade:
    """Grade whether the user notices what the scenario says."""
    broken, whole = evidence.broken, evidence.whole[0]
    took_ns = (broken.duration_ns, evidence.whole_ns)
    ended = f"answered {broken.placed.status} after {figure(took_ns[0])}"
    return Grade(
        "felt",
        is_felt(scenario, broken.placed, whole.placed, took_ns),
        broken.placed.trace_id,
        f"expected {scenario.felt}; it {ended}, and without the fault after {figure(took_ns[1])}",
    )


def grade_blame(scenario: Scenario, broken: Seen) -> Grade:
    """Grade whether the right operation of the right service is blamed, for the right reason."""
    blame = broken.explanation.blame if broken.explanation else None
    right = blame is not None and is_blamed(scenario.blame, blame)
    said = f"expected {what_is_to_be_blamed(scenario)}; the trace blames {words(blame)}"
    return Grade("blamed", right, broken.placed.trace_id, said)


def what_is_to_be_blamed(scenario: Scenario) -> str:
    """Name whom the trace must blame."""
    expected = scenario.blame
    if expected is None:
        return NOTHING
    operation, kind = " or ".join(expected.operation), " or ".join(expected.kind)
    return f"{expected.service} {operation} ({kind})"


def words(blame: Blame | None) -> str:
    """Name a blame as a row of the catalogue does."""
    return f"{blame.service} {blame.operation} ({blame.kind})" if blame else NOTHING


def grade_prediction(evidence: Evidence) -> Grade:
    """Grade whether the order takes as long without the fault as was predicted."""
    explanation = evidence.broken.explanation
    predicted = explanation.prediction if explanation else None
    trace_id = evidence.broken.placed.trace_id
    if predicted is None:
        return Grade("predicted", False, trace_id, "nothing was predicted")
    took_ns = evidence.whole_ns
    return Grade(
        "predicted",
        abs(predicted.duration_ns - took_ns) <= tolerance_ns(took_ns),
        trace_id,
        f"{figure(predicted.duration_ns)} were predicted without it; it took {figure(took_ns)} "
        f"({', '.join(figure(each.duration_ns) for each in evidence.whole)})",
    )


def tolerance_ns(took_ns: int) -> float:
    """Say by how much a second run may differ."""
    return max(TOLERANCE_NS, took_ns * TOLERANCE_SHARE)


def grade_second(scenario: Scenario, evidence: Evidence) -> Iterator[Grade]:
    """Grade whether the smaller fault is told as the second, and the first blamed without it.

    Taking it away must not help: nothing is gained but the share that it had, as the trace tells.
    """
    second, alone = evidence.plan.second, evidence.first_alone
    if second is None or alone is None or evidence.broken.explanation is None:
        return
    told = evidence.broken.explanation.runner_up
    still = grade_blame(scenario, alone)
    trace_id = evidence.broken.placed.trace_id
    yield Grade(
        "second",
        told is not None and is_blamed(second.blame, told) and still.right,
        trace_id,
        f"{second.name} was planted besides, and {words(told)} is told as the second; "
        f"without it: {still.said}",
    )
    if told:
        gain_ns = evidence.broken.duration_ns - alone.duration_ns
        yield Grade(
            "predicted",
            gain_ns <= told.excess_ns + tolerance_ns(evidence.broken.duration_ns),
            trace_id,
            f"the second has a share of {figure(told.excess_ns)}; "
            f"without it {figure(max(gain_ns, 0))} are gained",
        )


def grade_mended(scenario: Scenario, mended: Seen) -> Grade:
    """Grade whether the same work done right is not blamed."""
    explanation = mended.explanation
    right = explanation is not None and agreement(scenario, explanation, mended=True).agree
    blame = explanation.blame if explanation else None
    return Grade(
        "mended", right, mended.placed.trace_id, f"mended, the trace blames {words(blame)}"
    )


def grade_doctor(expected: str, seen: Seen) -> Grade:
    """Grade whether the doctor finds what there is to be found, and nothing else."""
    return Grade(
        "doctor",
        named(seen) == expected,
        seen.placed.trace_id,
        f"the doctor should find {expected}, and finds {named(seen)}",
    )


def grade_healthy(seen: Seen) -> Grade:
    """Grade an order that nothing was asked of: it went through, and nothing is said of it."""
    blame = seen.explanation.blame if seen.explanation else None
    well = seen.placed.confirmed and seen.explanation is not None and blame is None
    return Grade(
        "healthy",
        well and not seen.findings,
        seen.placed.trace_id,
        f"an order that nothing was asked of ended with {seen.placed.status}; "
        f"the trace blames {words(blame)}, and the doctor finds {named(seen)}",
    )
