"""The catalogue: every scenario that one request can ask for, as data; a table of TOML for each."""

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files

from tracing_sandbox.faults.catalogue.scenario import Scenario

SERVICES = ("thirdparty.toml", "inventory.toml", "frontend.toml")
TRACING = "tracing.toml"


class UnknownScenarioError(ValueError):
    """There is no scenario of this name; the message lists those that are near."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name, SCENARIOS, n=3, cutoff=0.7)
        meant = f"Did you mean {' or '.join(near)}?" if near else "None has a name like it."
        super().__init__(f"There is no scenario {name[:64]!r}. {meant}")


def read_catalogue() -> Mapping[str, Scenario]:
    """Read all tables, in the order of their files."""
    return {
        scenario.name: scenario for file in (*SERVICES, TRACING) for scenario in read_file(file)
    }


def read_file(file: str) -> Iterator[Scenario]:
    """Read the tables of one file."""
    tables = tomllib.loads((files(__package__) / file).read_text(encoding="utf-8"))
    for name, table in tables.items():
        yield Scenario.model_validate({"name": name, **table})


SCENARIOS = read_catalogue()


def find_scenario(name: str) -> Scenario:
    """Return the scenario of this name; UnknownScenarioError lists near ones."""
    if name not in SCENARIOS:
        raise UnknownScenarioError(name)
    return SCENARIOS[name]


def service_faults() -> list[Scenario]:
    """List the scenarios that make a service worse."""
    return [scenario for scenario in SCENARIOS.values() if scenario.blame]


def tracing_breaks() -> list[Scenario]:
    """List the scenarios that break the tracing alone."""
    return [scenario for scenario in SCENARIOS.values() if scenario.finding]
