"""The doctor's page names every rule that it has, and every rule of the score."""

import re

from tracing_sandbox.doctor.remedies import IMPACTS
from tracing_sandbox.faults.catalogue import tracing_breaks
from tracing_sandbox.settings import PROJECT

PAGE = (PROJECT / "docs" / "doctor.md").read_text()
ROW = re.compile(r"^\| `([a-z][a-z0-9-]+)` \|", re.MULTILINE)


def test_table_of_the_page_has_the_rules_that_there_are() -> None:
    assert sorted(ROW.findall(PAGE)) == sorted(IMPACTS)


def test_rules_of_the_catalogue_are_rules_of_the_doctor() -> None:
    assert {each.finding.rule for each in tracing_breaks() if each.finding} <= set(IMPACTS)
