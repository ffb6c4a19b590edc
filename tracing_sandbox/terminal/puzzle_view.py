"""Asks what is wrong with an order, and says at the end what it was and what gave it away."""

from collections.abc import Sequence

import typer

from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.faults.puzzle import HARD, SERVICES, Answer, causes
from tracing_sandbox.terminal.console import out
from tracing_sandbox.traces.explaining.explanation import Explanation

LEAVE = "q"


def ask_answers(*, hard: bool) -> list[Answer]:
    """Ask for a service and a cause, twice where two things are wrong; none gives up."""
    answers = []
    for number in range(HARD if hard else 1):
        which = f" (thing {number + 1} of {HARD})" if hard else ""
        answer = ask_one(which, hard=hard)
        if answer is None:
            return []
        answers.append(answer)
    return answers


def ask_one(which: str, *, hard: bool) -> Answer | None:
    """Ask for one service and cause."""
    service = choose(f"Service{which}", SERVICES)
    if service is None:
        return None
    found = causes(hard=hard)
    cause = choose(f"Cause{which}", [each.title for each in found])
    return None if cause is None else Answer(SERVICES[service], found[cause].name)


def choose(what: str, options: Sequence[str]) -> int | None:
    """Let one of the options be chosen by its number; None where somebody gives up."""
    out.print()
    for number, option in enumerate(options, 1):
        out.print(f"{number:>3}  {option}")
    while True:
        said = typer.prompt(f"{what}? 1 to {len(options)}, {LEAVE} to give up", err=True).strip()
        if said.lower() == LEAVE:
            return None
        if said.isascii() and said.isdigit() and 1 <= int(said) <= len(options):
            return int(said) - 1


def say_answer(names: Sequence[str], explanation: Explanation) -> None:
    """Say what it was, and what gave it away."""
    out.print()
    for scenario in map(find_scenario, names):
        out.print(f"{scenario.title}, in {scenario.acts_in}", style="bold")
        if scenario.blame and explanation.blame:
            out.print(f"The tool says: {explanation.blame.sentence}", soft_wrap=True)
        out.print(f"The trace shows: {scenario.shows}", soft_wrap=True)
        out.print(f"It teaches: {scenario.teaches}", soft_wrap=True)
        out.print(f"The mend: {scenario.mend}", soft_wrap=True)
