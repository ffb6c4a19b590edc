"""The code of a scenario as it is read: what stands where, broken and mended."""

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any, TypeAlias

from tracing_sandbox.faults.call import Around, Places
from tracing_sandbox.faults.catalogue.scenario import Scenario

Import: TypeAlias = ast.Import | ast.ImportFrom


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


def read_mend(scenario: Scenario) -> str:
    """Return the code to copy: what the module gives for it, else what acts when mended.

    It stands by itself: with the imports that it needs above it.
    """
    module = importlib.import_module(scenario.module)
    functions = [ast.parse(source_of_one(each)).body[0] for each in mended_functions(module)]
    inner = [each for function in functions for each in imports_in(function)]
    outer = used_imports(ast.parse(inspect.getsource(module)), functions)
    imports = {ast.unparse(each): is_installed(each) for each in (*outer, *inner)}
    texts = [write_function(each) for each in mended_functions(module)]
    return "\n\n\n".join(filter(None, (write_imports(imports), *texts)))


def write_imports(imports: Mapping[str, bool]) -> str:
    """Write imports in their order, those of what is installed below those of Python itself."""
    groups = [[line for line in sorted(imports) if imports[line] is last] for last in (False, True)]
    return "\n\n".join("\n".join(group) for group in groups if group)


def is_installed(each: Import) -> bool:
    """Tell what is installed from what comes with Python."""
    module = each.names[0].name if isinstance(each, ast.Import) else each.module or ""
    return module.partition(".")[0] not in sys.stdlib_module_names


def mended_functions(module: ModuleType) -> list[Callable[..., Any]]:
    """List what a reader is to copy: those named in `MEND`, else what acts when mended."""
    named = getattr(module, "MEND", None) or module.MENDED.values()
    return list(dict.fromkeys(inspect.unwrap(each) for each in named))


def source_of_one(function: Callable[..., Any]) -> str:
    """Return the text of a function, also of one that stands in another."""
    return dedent(inspect.getsource(function)).rstrip()


def write_function(function: Callable[..., Any]) -> str:
    """Write a function without the imports in it, and without the line that parts them."""
    source = source_of_one(function)
    lines = source.splitlines()
    for each in reversed(list(imports_in(ast.parse(source)))):
        last = each.end_lineno or each.lineno
        after = last + 1 if lines[last : last + 1] == [""] else last
        del lines[each.lineno - 1 : after]
    return "\n".join(lines)


def imports_in(node: ast.AST) -> Iterator[Import]:
    """Yield the imports inside a function."""
    return (each for each in ast.walk(node) if isinstance(each, Import))


def used_imports(module: ast.Module, functions: list[ast.stmt]) -> Iterator[Import]:
    """Yield what a module imports for these functions, and nothing beside it."""
    names = {each.id for node in functions for each in ast.walk(node) if isinstance(each, ast.Name)}
    for each in module.body:
        if isinstance(each, Import):
            used = [alias for alias in each.names if (alias.asname or alias.name) in names]
            if used:
                each.names = used
                yield each
