"""Scratch copies of examples/own_service, broken, mended, and broken again, by text alone."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.integration.mends.places import BEGINNING, PLACES, Edit, Place
from tracing_sandbox.doctor.mends import mend_of
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.mend import write_mistake
from tracing_sandbox.settings import PROJECT

EXAMPLE = PROJECT / "examples" / "own_service"
STATES = ("usual", "broken", "mended", "reverted")


@dataclass(frozen=True)
class Scratch:
    """One copy: of which break, and in which state it is."""

    scenario: Scenario
    state: str
    folder: Path

    @property
    def name(self) -> str:
        """Name it among all copies."""
        return f"{self.scenario.name}.{self.state}"

    @property
    def place(self) -> Place:
        """Where its mistake stands."""
        return PLACES[self.scenario.name]


def write_copies(scenario: Scenario, folder: Path) -> list[Scratch]:
    """Write a copy as it is, broken, with the printed mend in place, and broken again."""
    place = PLACES[scenario.name]
    usual = copy(EXAMPLE, folder / scenario.name / "usual")
    for file, edit in place.besides:
        edit_file(usual / file, edit)
    broken = copy(usual, usual.with_name("broken"))
    break_file(broken / place.file, place, write_mistake(scenario))
    assert scenario.finding is not None
    swap = (write_mistake(scenario), mend_of(scenario.finding.rule))
    mended = copy(broken, usual.with_name("mended"))
    edit_file(mended / place.file, swap)
    reverted = copy(mended, usual.with_name("reverted"))
    edit_file(reverted / place.file, (swap[1], swap[0]))
    folders = (usual, broken, mended, reverted)
    return [Scratch(scenario, *each) for each in zip(STATES, folders, strict=True)]


def copy(source: Path, target: Path) -> Path:
    """Copy a service's files."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".venv"))
    return target


def break_file(file: Path, place: Place, mistake: str) -> None:
    """Write the mistake into the file, and call it."""
    for edit in place.edits:
        edit_file(file, edit)
    beginning = BEGINNING[place.file]
    edit_file(file, (beginning, f"{mistake}\n\n\n{beginning}"))


def edit_file(file: Path, edit: Edit) -> None:
    """Put one text in place of another, which stands there once."""
    text = file.read_text()
    assert text.count(edit[0]) == 1, f"{file}: {edit[0]!r} stands there {text.count(edit[0])} times"
    file.write_text(text.replace(*edit))
