"""The page of a scenario says what the catalogue and the code say, around a real order."""

import re

import pytest

from docs.faults.page import front_page, head_of, tail_of
from docs.faults.write import HERE
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.mend import write_mend

every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda each: each.name)
AGAIN = "write it anew: make faults NAMES="


def test_every_scenario_has_its_page_and_every_page_its_scenario() -> None:
    pages = {path.stem for path in HERE.glob("*.md")} - {"README"}

    assert pages == set(SCENARIOS), f"{AGAIN}'{' '.join(pages ^ set(SCENARIOS))}'"


def test_the_front_page_lists_them_all() -> None:
    assert (HERE / "README.md").read_text() == front_page(), AGAIN


@every_scenario
def test_a_page_says_what_catalogue_and_code_say(scenario: Scenario) -> None:
    text = (HERE / f"{scenario.name}.md").read_text()

    assert text.startswith(head_of(scenario)), AGAIN + scenario.name
    assert text.endswith(tail_of(scenario)), AGAIN + scenario.name


@every_scenario
def test_a_page_shows_a_real_order(scenario: Scenario) -> None:
    text = (HERE / f"{scenario.name}.md").read_text()
    shown = re.findall(r"```text\n(.*?)```", text, re.DOTALL)

    assert len(shown) == (1 if scenario.blame else 2)
    assert "frontend" in shown[0]
    assert scenario.finding is None or scenario.finding.rule in shown[1]
    assert scenario.finding is None or write_mend(scenario) in dedented(shown[1]), AGAIN


def dedented(shown: str) -> str:
    """Return what the doctor printed without the spaces that lines begin with there."""
    return "\n".join(line.removeprefix("      ").rstrip() for line in shown.splitlines())
