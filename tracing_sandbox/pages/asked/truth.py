"""What an order was asked to break, beside what its trace says; a puzzle's is told at its end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tracing_sandbox.faults.agreement import AskDoctor, Finding, compare
from tracing_sandbox.faults.asked import AND
from tracing_sandbox.faults.puzzle import without_answer
from tracing_sandbox.faults.seal import is_known
from tracing_sandbox.pages.asked.records import find, find_all
from tracing_sandbox.pages.models import Planted, Puzzle
from tracing_sandbox.pages.puzzles.store import find_by_order, find_open
from tracing_sandbox.traces.explaining.explanation import Explanation


def no_findings() -> Sequence[Finding]:
    """Say nothing, where nobody will read it."""
    return ()


@dataclass(frozen=True)
class Told:
    """An explanation as it may be shown, and what a page shows beside it."""

    explanation: Explanation
    context: dict[str, Any] = field(default_factory=dict)


def tell(explanation: Explanation, ask_doctor: AskDoctor = no_findings) -> Told:
    """Tell what was asked for, to whoever may know; of an open puzzle the answer is left out.

    The doctor is asked where the tracing itself was broken.
    """
    planted = find(explanation.trace_id)
    if planted is None:
        return Told(explanation)
    puzzle = find_by_order(planted.given)
    if puzzle and not puzzle.over:
        return Told(without_answer(explanation), {"puzzle": puzzle})
    if not (puzzle or is_known_to_all(planted)):
        return Told(explanation)
    return Told(
        explanation,
        {"puzzle": puzzle, "truth": list(compare(planted.asked, explanation, ask_doctor))},
    )


def find_puzzle(trace_id: str) -> Puzzle | None:
    """Return the puzzle whose order left a trace, which may not be there to be told of."""
    planted = find(trace_id)
    return find_by_order(planted.given) if planted else None


def hide_open(explanations: Sequence[Explanation]) -> list[Explanation]:
    """Leave the answer out of those whose order is an open puzzle."""
    planted = find_all([each.trace_id for each in explanations])
    given_open = find_open({each.given for each in planted.values()})
    hidden = {each.trace_id for each in planted.values() if each.given in given_open}
    return [without_answer(each) if each.trace_id in hidden else each for each in explanations]


def is_known_to_all(planted: Planted) -> bool:
    """Tell whether whoever placed the order chose what to break by its name."""
    return all(map(is_known, planted.given.split(AND)))
