"""Grades answers: by service, by cause, and by the time that the fault cost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracing_sandbox.faults.catalogue import SCENARIOS, find_scenario
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.seal import Seal

# As a prediction has to hold.
SHARE, LEAST_MS = 0.05, 20.0


class WrongAnswersError(ValueError):
    """The file of answers cannot be graded; the message says where and why."""


@dataclass
class Grades:
    """How many answers were right, of how many."""

    traces: int = 0
    service: int = 0
    cause: int = 0
    time: int = 0
    false_alarms: int = 0
    healthy: int = 0


def grade(folder: Path, answers: Mapping[str, Any]) -> Grades:
    """Grade the answers to a folder's traces; one that is left out counts as null."""
    truth = json.loads((folder / "truth.json").read_text())
    unknown = sorted(set(answers) - set(truth))
    if unknown:
        raise WrongAnswersError(f"There is no trace {unknown[0]}: expected names such as 0001.")
    seal = Seal((folder / "key").read_text(), SCENARIOS)
    grades = Grades()
    for name, planted in truth.items():
        given = check(name, answers.get(name))
        if planted["scenario"] is None:
            grades.healthy += 1
            grades.false_alarms += given is not None
        else:
            scenario = find_scenario(seal.open(planted["scenario"]))
            grade_one(grades, scenario, planted["time_ms"], given or {})
    return grades


def check(name: str, given: Any) -> Mapping[str, Any] | None:
    """Return an answer; WrongAnswersError for one that cannot be read."""
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("service"), str):
        raise WrongAnswersError(f'{name}: expected {{"service": …, "cause": …, "time_ms": …}}.')
    return given


def grade_one(grades: Grades, scenario: Scenario, time_ms: float, given: Mapping[str, Any]) -> None:
    """Grade the answer to one planted fault; a failure's time is not graded: it may have saved."""
    expected = scenario.blame
    grades.traces += 1
    if expected is None or given.get("service") != expected.service:
        return
    grades.service += 1
    grades.cause += given.get("cause") in (*expected.kind, scenario.name)
    told = given.get("time_ms")
    if isinstance(told, int | float):
        grades.time += abs(told - time_ms) <= max(SHARE * time_ms, LEAST_MS)
