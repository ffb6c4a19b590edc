"""The rates that count for the benchmark of what a machine holds."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from benchmarks.held_rate import Candidate, print_report, take
from tracing_sandbox.running.trial import TrialSandbox


def a_candidate(mode: str, *held: float) -> Candidate:
    """A candidate whose sandbox is not asked anything."""
    return Candidate(mode, cast("TrialSandbox", None), Path("mix.toml"), list(held))


def printed(held_rate: float | None, *reasons: str) -> str:
    document: dict[str, Any] = {
        "verdict": {"valid": not reasons, "reasons": reasons},
        "ramp": {"held_rate": held_rate, "gave_in": {"part": "x", "sentence": "x gave in."}},
    }
    return json.dumps(document)


def test_rate_of_a_valid_run_counts() -> None:
    candidate = a_candidate("traced")
    assert take(candidate, printed(90.0)) == "held 90/s. x gave in."
    assert take(candidate, printed(None)) == "held 0/s. x gave in."
    assert candidate.held == [90.0, 0.0]


def test_rate_of_a_run_that_is_not_valid_does_not_count() -> None:
    candidate = a_candidate("traced")
    said = take(candidate, printed(90.0, "The generator was late."))
    assert said == "not counted, held 90/s. The generator was late. x gave in."
    assert candidate.held == []


def test_report_without_a_valid_run_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    print_report([a_candidate("plain", 120.0, 135.0, 130.0), a_candidate("traced")])
    assert capsys.readouterr().out.splitlines() == [
        "plain: 130 requests a second held (120, 135, 130)",
        "traced: no round was valid",
    ]
