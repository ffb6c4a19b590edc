"""The catalogue and its code belong together."""

import ast
import importlib
from pathlib import Path

import pytest

from tracing_sandbox import faults
from tracing_sandbox.faults.catalogue import SCENARIOS, service_faults, tracing_breaks
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.planting.places import collect_places

SERVICES = ("frontend", "inventory", "thirdparty")
FAULTS = Path(faults.__file__).parent
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=str)


def test_every_scenario_is_of_one_sort() -> None:
    assert service_faults() + tracing_breaks() == list(SCENARIOS.values())


def test_every_file_has_its_row() -> None:
    files = {
        path.stem for folder in ("causes", "breaks") for path in (FAULTS / folder).glob("*.py")
    }

    assert files - {"__init__"} == {name.replace("-", "_") for name in SCENARIOS}


@every_scenario
def test_a_scenario_acts_broken_and_mended(scenario: Scenario) -> None:
    places = [place for service in SERVICES for place in collect_places(service).values()]

    assert any(scenario.name in place.broken for place in places)
    assert hasattr(importlib.import_module(scenario.module), "MENDED")


@pytest.mark.parametrize("service", SERVICES)
def test_every_place_is_one_of_the_service(service: str) -> None:
    for address in collect_places(service):
        module, _, attribute = address.partition(":")
        if attribute != "wsgi":
            assert finds(module, attribute), address


def finds(module: str, attribute: str) -> bool:
    """Tell whether a source file has the name at its top, or the method in its class.

    Not by import: a service's modules set its framework up.
    """
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    tree: ast.AST = ast.parse(Path(spec.origin).read_text())
    for part in attribute.split("."):
        found = [node for node in ast.iter_child_nodes(tree) if part in names_of(node)]
        if not found:
            return False
        tree = found[0]
    return True


def names_of(node: ast.AST) -> set[str]:
    """List what a statement binds."""
    if isinstance(node, ast.ImportFrom | ast.Import):
        return {alias.asname or alias.name for alias in node.names}
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return {getattr(node, "name", "")}
