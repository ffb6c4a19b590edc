"""What an order was asked to break, beside what its trace says; a puzzle's is told at its end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tracing_sandbox.faults.agreement import Finding, agreement, in_short
from tracing_sandbox.faults.asked import AND
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.puzzle import without_answer
from tracing_sandbox.faults.seal import is_known
from tracing_sandbox.pages.asked.records import find, find_all
from tracing_sandbox.pages.models import Planted, Puzzle
from tracing_sandbox.pages.puzzles.store import find_by_order, find_open
from tracing_sandbox.traces.explaining.explanation import Explanation

AskDoctor: TypeAlias = Callable[[], Sequence[Finding]]


def no_findings() -> Sequence[Finding]:
    """Say nothing, where nobody will read it."""
    return ()


@dataclass(frozen=True)
class Told:
    """An explanation as it may be shown, and what a page shows beside it."""

    explanation: Explanation
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """One thing that was asked for, and who says what of it; `agree` where that is the same."""

    scenario: Scenario
    mended: bool
    who: str
    said: str
    agree: bool


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
        explanation, {"puzzle": puzzle, "truth": list(compare(planted, explanation, ask_doctor))}
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


def compare(planted: Planted, explanation: Explanation, ask_doctor: AskDoctor) -> Iterator[Verdict]:
    """Compare each thing that was asked for with what is said of the trace."""
    for scenario in filter(None, map(SCENARIOS.get, planted.names)):
        if scenario.blame:
            besides = len(planted.names) > 1
            said = in_short(scenario, explanation, besides=besides)
            agree = agreement(scenario, explanation, mended=planted.mended, besides=besides).agree
            yield Verdict(scenario, planted.mended, "The trace says", f"{said}.", agree)
        else:
            found = agreement(scenario, ask_doctor(), mended=planted.mended)
            yield Verdict(scenario, planted.mended, "The doctor says:", found.said, found.agree)
