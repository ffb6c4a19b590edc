"""The mend of a scenario as code to copy: what its mended twin runs, and the imports it needs."""

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from textwrap import dedent
from types import ModuleType
from typing import Any, TypeAlias

from tracing_sandbox.faults.catalogue.scenario import Scenario

Import: TypeAlias = ast.Import | ast.ImportFrom


def write_mend(scenario: Scenario) -> str:
    """Write the functions of the mended twin; empty where the service's own way is the mend."""
    module = importlib.import_module(scenario.module)
    functions = [ast.parse(source_of(each)).body[0] for each in mended_functions(module)]
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


def source_of(function: Callable[..., Any]) -> str:
    """Return the text of a function, also of one that stands in another."""
    return dedent(inspect.getsource(function)).rstrip()


def write_function(function: Callable[..., Any]) -> str:
    """Write a function without the imports in it, and without the line that parts them."""
    source = source_of(function)
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
