"""What an order was asked to break, beside what its trace says; a puzzle's is told at its end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tracing_sandbox.faults.agreement import agreement
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.puzzle import without_answer
from tracing_sandbox.faults.seal import is_known
from tracing_sandbox.pages.asked.records import find, find_all
from tracing_sandbox.pages.models import Planted
from tracing_sandbox.pages.puzzles.store import find_by_order, find_open
from tracing_sandbox.traces.explaining.explanation import Explanation

NOTHING = "that nothing is out of line"


@dataclass(frozen=True)
class Told:
    """An explanation as it may be shown, and what a page shows beside it."""

    explanation: Explanation
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """One thing that was asked for; `agree` is None where the explanation cannot tell."""

    scenario: Scenario
    mended: bool
    agree: bool | None


def tell(explanation: Explanation) -> Told:
    """Tell what was asked for, to whoever may know; of an open puzzle the answer is left out."""
    planted = find(explanation.trace_id)
    if planted is None:
        return Told(explanation)
    puzzle = find_by_order(planted.given)
    if puzzle and not puzzle.over:
        return Told(without_answer(explanation), {"puzzle": puzzle})
    if not (puzzle or is_known_to_all(planted)):
        return Told(explanation)
    return Told(explanation, {"puzzle": puzzle, "truth": describe_truth(planted, explanation)})


def hide_open(explanations: Sequence[Explanation]) -> list[Explanation]:
    """Leave the answer out of those whose order is an open puzzle."""
    planted = find_all([each.trace_id for each in explanations])
    given_open = find_open({each.given for each in planted.values()})
    hidden = {each.trace_id for each in planted.values() if each.given in given_open}
    return [without_answer(each) if each.trace_id in hidden else each for each in explanations]


def is_known_to_all(planted: Planted) -> bool:
    """Tell whether whoever placed the order chose what to break by its name."""
    return all(map(is_known, planted.given.split("&")))


def describe_truth(planted: Planted, explanation: Explanation) -> dict[str, Any]:
    """Return what the template `truth.html` shows."""
    return {
        "verdicts": list(compare(planted, explanation)),
        "said": explanation.short_answer if explanation.blame else NOTHING,
        "seed": planted.seed,
    }


def compare(planted: Planted, explanation: Explanation) -> list[Verdict]:
    """Compare each thing that was asked for with what the explanation says."""
    return [
        Verdict(each, planted.mended, agrees(each, explanation, mended=planted.mended))
        for each in map(SCENARIOS.get, planted.names)
        if each
    ]


def agrees(scenario: Scenario, explanation: Explanation, *, mended: bool) -> bool | None:
    """Tell whether the explanation says the same; a break in the tracing is not its to find."""
    if scenario.blame is None:
        return None
    return agreement(scenario, explanation, mended=mended).agree
