"""Writes what an order was asked to break beside what is said of its trace."""

from typing import Any

from tracing_sandbox.faults.agreement import AskDoctor, Verdict, compare
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.terminal.scenario_page import what_is_named
from tracing_sandbox.traces.explaining.explanation import Explanation


def write_verdict(verdict: Verdict) -> str:
    """Write it as a sentence; where they do not agree, it says what was expected."""
    how = ", mended" if verdict.mended else ""
    agree = "They agree." if verdict.agree else disagree(verdict)
    return f"You asked for {verdict.scenario.title}{how}. {verdict.said} {agree}"


def disagree(verdict: Verdict) -> str:
    """Say what should have been named, or should not."""
    expected = what_is_named(verdict.scenario)
    return f"They do not agree: {'not ' if verdict.mended else ''}expected {expected}."


def agreement_document(
    asked: Asked, explanation: Explanation, ask_doctor: AskDoctor
) -> dict[str, Any]:
    """Write what was asked for, and of each whether the trace or the doctor says it."""
    verdicts = compare(asked, explanation, ask_doctor)
    return {
        "asked": {
            "scenarios": list(asked.names),
            "seed": asked.seed,
            "mended": asked.mended,
            "agree": {verdict.scenario.name: verdict.agree for verdict in verdicts},
        }
    }
