"""Sets what an order was asked to break beside what is said of its trace."""

from typing import Any

from tracing_sandbox.faults.agreement import agreement
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue import find_scenario
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.terminal.scenario_page import what_is_named
from tracing_sandbox.traces.explaining.explanation import Explanation


def compare(asked: Asked, explanation: Explanation) -> list[str]:
    """Say of each fault that was asked for what the trace says, and whether they agree."""
    return [
        say(scenario, explanation, mended=asked.mended)
        for scenario in map(find_scenario, asked.names)
        if scenario.blame
    ]


def say(scenario: Scenario, explanation: Explanation, *, mended: bool) -> str:
    """Say what was asked for, what the trace says, and whether that is the same."""
    how = ", mended" if mended else ""
    agree = agreement(scenario, explanation, mended=mended).agree
    asked = f"You asked for {scenario.title}{how}. The trace says {what_it_says(explanation)}."
    return f"{asked} {'They agree.' if agree else disagree(scenario, mended=mended)}"


def what_it_says(explanation: Explanation) -> str:
    """Say in a few words what is wrong with a trace."""
    return explanation.short_answer if explanation.blame else "that nothing is out of line"


def disagree(scenario: Scenario, *, mended: bool) -> str:
    """Say what should have been said instead."""
    expected = what_is_named(scenario)
    return f"They do not agree: {'not ' if mended else ''}expected {expected}."


def agreement_document(asked: Asked, explanation: Explanation) -> dict[str, Any]:
    """Write what was asked for, and of each fault whether the trace says it."""
    return {
        "asked": {
            "scenarios": list(asked.names),
            "seed": asked.seed,
            "mended": asked.mended,
            "agree": {
                scenario.name: agreement(scenario, explanation, mended=asked.mended).agree
                for scenario in map(find_scenario, asked.names)
                if scenario.blame
            },
        }
    }
