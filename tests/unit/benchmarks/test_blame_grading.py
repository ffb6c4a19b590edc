"""Answers to the benchmark of blame are graded by the sealed truth."""

import json
from pathlib import Path

import pytest

from benchmarks.blame.grading import Grades, WrongAnswersError, grade
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.seal import Seal

SLOW = "slow-third-party"
RIGHT = {"service": "thirdparty", "cause": "own", "time_ms": 1010.0}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the truth of three traces: two slow ones and a healthy one."""
    seal = Seal("a key", SCENARIOS)
    truth = {
        "0001": {"scenario": seal.close(SLOW), "time_ms": 1000.0},
        "0002": {"scenario": seal.close(SLOW), "time_ms": 100.0},
        "0003": {"scenario": None, "time_ms": 0.3},
    }
    (tmp_path / "key").write_text("a key")
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    return tmp_path


def test_right_answers_are_right_in_everything(folder: Path) -> None:
    answers = {"0001": RIGHT, "0002": {**RIGHT, "cause": SLOW, "time_ms": 119.0}}

    assert grade(folder, answers) == Grades(2, 2, 2, 2, 0, 1)


def test_wrong_ones_are_wrong_in_what_they_say(folder: Path) -> None:
    answers = {
        "0001": {**RIGHT, "service": "frontend"},
        "0002": {**RIGHT, "cause": "error", "time_ms": 121.0},
        "0003": RIGHT,
    }

    assert grade(folder, answers) == Grades(2, 1, 0, 0, 1, 1)


def test_what_is_not_answered_is_not_right(folder: Path) -> None:
    assert grade(folder, {"0001": None}) == Grades(2, 0, 0, 0, 0, 1)


@pytest.mark.parametrize("answers", [{"0009": None}, {"0001": "thirdparty"}, {"0001": {}}])
def test_an_answer_that_cannot_be_read_is_named(folder: Path, answers: dict[str, object]) -> None:
    with pytest.raises(WrongAnswersError, match=next(iter(answers))):
        grade(folder, answers)


def test_the_truth_does_not_hold_a_name(folder: Path) -> None:
    assert SLOW not in (folder / "truth.json").read_text()
