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
# What the right one of two functions is called by, beside the wrong one.
MENDED = "mended_"


def write_mend(scenario: Scenario) -> str:
    """Write the functions of the mended twin; empty where the service's own way is the mend."""
    module = importlib.import_module(scenario.module)
    return write_code(module, mended_functions(module)).replace(MENDED, "")


def write_mistake(scenario: Scenario) -> str:
    """Write the functions that the mend stands in place of."""
    module = importlib.import_module(scenario.module)
    names = [each.__name__.removeprefix(MENDED) for each in mended_functions(module)]
    return write_code(module, [getattr(module, name) for name in names])


def write_code(module: ModuleType, functions: list[Callable[..., Any]]) -> str:
    """Write functions of a module below the imports that they need."""
    texts = [inspect.getsource(inspect.unwrap(each)) for each in functions]
    trees = [ast.parse(text).body[0] for text in texts]
    inner = [each for tree in trees for each in imports_in(tree)]
    outer = used_imports(ast.parse(inspect.getsource(module)), trees)
    imports = {ast.unparse(each): is_installed(each) for each in (*outer, *inner)}
    return "\n\n\n".join(filter(None, (write_imports(imports), *map(write_function, texts))))


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


def write_function(text: str) -> str:
    """Write a function without the imports in it, and without the line that parts them."""
    lines = text.rstrip().splitlines()
    for each in reversed(list(imports_in(ast.parse(text)))):
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
