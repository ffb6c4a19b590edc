"""A puzzle: a fault that is chosen by chance, to be found in the trace of one order.

The player names a service and a cause for each thing that is wrong, and is graded.
"""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import permutations
from typing import get_args

from tracing_sandbox.faults.asked import SEED_BITS, Asked
from tracing_sandbox.faults.catalogue import SCENARIOS, service_faults, tracing_breaks
from tracing_sandbox.faults.catalogue.scenario import Scenario, Service
from tracing_sandbox.traces.explaining.explanation import Explanation

SERVICES: tuple[str, ...] = get_args(Service)
QUESTION = "What is wrong here?"
HARD = 2
# Of a scenario's range of delays, as it is drawn: a hard puzzle has one of the lowest part.
SMALL = 1 / 3
MOST_DRAWN = 1_000


class WrongAnswerError(ValueError):
    """An answer that no puzzle has; the message says what there is."""


@dataclass(frozen=True)
class Answer:
    """What the player says is wrong: a cause, by its scenario's name, in a service."""

    service: str
    cause: str


@dataclass(frozen=True)
class Grade:
    """How many of the things that are wrong were named, and in how many the right service."""

    of: int
    causes: int
    services: int

    @property
    def right(self) -> bool:
        """Whether all of it was named."""
        return self.causes == self.services == self.of

    @property
    def verdict(self) -> str:
        """Say it in words."""
        if self.right:
            return "Right." if self.of == 1 else "Right, both."
        if self.of == 1:
            service = "right" if self.services else "wrong"
            cause = "right" if self.causes else "wrong"
            return f"Not yet: the service is {service}, the cause is {cause}."
        return (
            f"Not yet. Right services: {self.services} of {self.of}. "
            f"Right causes: {self.causes} of {self.of}."
        )


def choose(seed: int, *, hard: bool = False) -> tuple[str, ...]:
    """Choose what is wrong: the same for the same seed.

    A hard puzzle has two things wrong: two faults, or one while the tracing is broken too.
    """
    chance = random.Random(f"puzzle:{seed}")  # noqa: S311
    first = chance.choice(faults())
    if not hard:
        return (first.name,)
    others = [each for each in causes(hard=True) if goes_with(first, each)]
    return (first.name, chance.choice(others).name)


def goes_with(fault: Scenario, other: Scenario) -> bool:
    """Tell whether both can be there in one order: neither keeps the other from acting.

    An order that fails never gets to what comes after, and of two in one place one may stand in
    for what the other is to break. A break of the tracing in the shop may lose what tells the
    services behind it of the fault.
    """
    if other.name == fault.name or places_of(fault) & places_of(other):
        return False
    if other.blame:
        return fault.felt == other.felt == "slow"
    return fault.acts_in == "frontend" or other.acts_in != "frontend"


def places_of(scenario: Scenario) -> set[str]:
    """Return where the broken code of a scenario stands."""
    return set(import_module(scenario.module).BROKEN)


def draw(names: Sequence[str], *, hard: bool = False, salt: str = "") -> Asked:
    """Draw an order that has this wrong; where it is hard, by little.

    Its seed is chance alone: neither it nor the delays tell which puzzle it is. `salt` is that of
    the services.
    """
    asked = Asked(tuple(names), salt=salt)
    for _ in range(MOST_DRAWN):
        drawn = replace(asked, seed=secrets.randbits(SEED_BITS))
        if not hard or all(is_small(drawn, SCENARIOS[name]) for name in names):
            return drawn
    return asked.seeded()


def is_small(asked: Asked, scenario: Scenario) -> bool:
    """Tell whether a scenario's delay is in the lowest part of its range."""
    return asked.delay_ms_of(scenario) <= scenario.delay_at(SMALL)


def faults() -> list[Scenario]:
    """List what a puzzle can have wrong: what is felt by no other request."""
    return [scenario for scenario in service_faults() if not scenario.touches_others]


def causes(*, hard: bool = False) -> list[Scenario]:
    """List the causes that a player chooses from."""
    broken = [each for each in tracing_breaks() if not each.touches_others] if hard else []
    return [*faults(), *broken]


def read_answer(text: str) -> Answer:
    """Read `SERVICE:CAUSE`; WrongAnswerError names what there is."""
    service, _, cause = text.partition(":")
    return check_answer(Answer(service.strip(), cause.strip()))


def check_answer(answer: Answer) -> Answer:
    """Return an answer that names what there is; a cause is named by name or title."""
    if answer.service not in SERVICES:
        raise WrongAnswerError(
            f"There is no service {answer.service[:40]!r}. There are: {', '.join(SERVICES)}."
        )
    for scenario in SCENARIOS.values():
        if answer.cause in (scenario.name, scenario.title):
            return replace(answer, cause=scenario.name)
    raise WrongAnswerError(
        f"There is no cause {answer.cause[:40]!r}. "
        f"There are: {', '.join(each.name for each in causes(hard=True))}."
    )


def grade(names: Sequence[str], answers: Sequence[Answer]) -> Grade:
    """Grade the answers; one that is given twice counts once, one too many not at all."""
    given = list(dict.fromkeys(answers))[: len(names)]
    named = {each.cause for each in given} & set(names)
    services = max(count_services(order, given) for order in permutations(names))
    return Grade(len(names), len(named), services)


def count_services(names: Sequence[str], answers: Sequence[Answer]) -> int:
    """Count in how many answers the service is that of the scenario at the same place."""
    return sum(
        answer.service in services_of(SCENARIOS[name])
        for name, answer in zip(names, answers, strict=False)
    )


def services_of(scenario: Scenario) -> set[str]:
    """Return the services that may be named: where it acts, and the one that is to be blamed."""
    return {scenario.acts_in, *([scenario.blame.service] if scenario.blame else [])}


def without_answer(explanation: Explanation) -> Explanation:
    """Return an explanation that does not say what is wrong: its waterfall and tables alone."""
    return replace(
        explanation,
        answer=QUESTION,
        short_answer=QUESTION,
        blame=None,
        prediction=None,
        runner_up=None,
        problems=(),
        charges=(),
        compared_with=0,
    )
