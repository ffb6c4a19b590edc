"""What the page of one puzzle shows: its order's trace, the question, and in the end the answer."""

from itertools import islice, zip_longest
from typing import Any

from django.http import QueryDict

from tracing_sandbox.faults.asked import SCENARIO, SEED, to_query
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.puzzle import SERVICES, Grade, causes
from tracing_sandbox.pages.asked.choice import ORDERED_AT
from tracing_sandbox.pages.models import Puzzle
from tracing_sandbox.pages.puzzles.store import find_order
from tracing_sandbox.pages.request_trace import look_for_trace

QUESTIONS = {False: ["The "], True: ["First thing: ", "Second thing: "]}


def lead_to_order(puzzle: Puzzle) -> str:
    """Return where the puzzle's order is placed."""
    query = to_query({SCENARIO: puzzle.given, SEED: str(puzzle.seed)})
    return f"{ORDERED_AT}?{query}"


def describe_puzzle(puzzle: Puzzle, fields: QueryDict) -> dict[str, Any]:
    """Return what the template `puzzle.html` shows; `fields` are an answer that was sent."""
    placed = find_order(puzzle)
    trace = look_for_trace(placed.trace_id, placed.placed_at) if placed else None
    return {
        **(trace.context if trace else {}),
        "look_again_s": trace.look_again_s if trace else 0,
        "puzzle": puzzle,
        "placed": placed,
        "order_at": lead_to_order(puzzle),
        "questions": ask_again(puzzle, fields),
        "services": SERVICES,
        "causes": causes(hard=puzzle.hard),
        "answers": answers_of(puzzle) if puzzle.over else [],
    }


def ask_again(puzzle: Puzzle, fields: QueryDict) -> list[dict[str, str]]:
    """Ask what is wrong, each time with what was answered last."""
    labels = QUESTIONS[puzzle.hard]
    given = zip_longest(labels, fields.getlist("service"), fields.getlist("cause"), fillvalue="")
    return [
        {"label": label, "service": service, "cause": cause}
        for label, service, cause in islice(given, len(labels))
    ]


def answers_of(puzzle: Puzzle) -> list[Scenario]:
    """Return the rows of the catalogue that were planted."""
    return [SCENARIOS[name] for name in puzzle.names if name in SCENARIOS]


def describe_state(puzzle: Puzzle, graded: Grade | None = None) -> dict[str, Any]:
    """Write a puzzle as a document; the answer is in it when it is over."""
    placed = find_order(puzzle)
    return {
        "id": str(puzzle.id),
        "hard": puzzle.hard,
        "with": puzzle.given,
        "seed": puzzle.seed,
        "tries": puzzle.tries,
        "trace_id": placed.trace_id if placed else "",
        "over": puzzle.over,
        "solved": puzzle.solved,
        **(describe_grade(graded) if graded else {}),
        **(
            {"answers": [describe_answer(each) for each in answers_of(puzzle)]}
            if puzzle.over
            else {}
        ),
    }


def describe_grade(graded: Grade) -> dict[str, Any]:
    """Write a grade as a document."""
    return {
        "right": graded.right,
        "of": graded.of,
        "right_services": graded.services,
        "right_causes": graded.causes,
        "verdict": graded.verdict,
    }


def describe_answer(scenario: Scenario) -> dict[str, str]:
    """Write what was planted as a document."""
    return {"service": scenario.acts_in, "cause": scenario.name}
