"""The code of a scenario as it is read: what stands where, broken and mended."""

import importlib
import inspect
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tracing_sandbox.faults.call import Around, Places
from tracing_sandbox.faults.catalogue.scenario import Scenario


@dataclass(frozen=True)
class Passage:
    """One function of the scenario's module, and around which of a service's it stands."""

    places: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Code:
    """What acts where; `mended` is empty where the service's own way is the mended one."""

    file: Path
    broken: tuple[Passage, ...]
    mended: tuple[Passage, ...]


def read_code(scenario: Scenario) -> Code:
    """Read the module of a scenario."""
    module = importlib.import_module(scenario.module)
    return Code(
        Path(str(module.__file__)),
        read_passages(module, module.BROKEN),
        read_passages(module, module.MENDED),
    )


def read_passages(module: ModuleType, places: Places) -> tuple[Passage, ...]:
    """Read each function once, with what it stands around."""
    by_function: dict[Around, list[str]] = {}
    for place, around in places.items():
        by_function.setdefault(around, []).append(place)
    return tuple(
        Passage(tuple(places), source_of(module, around)) for around, places in by_function.items()
    )


def source_of(module: ModuleType, around: Around) -> str:
    """Return the text of a function; of one that is made by another, that of the module."""
    try:
        return inspect.getsource(around).rstrip()
    except (OSError, TypeError):
        return inspect.getsource(module).rstrip()
