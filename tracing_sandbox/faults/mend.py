"""The mend of a break as code to copy: its mended functions, and the imports they need.

It is read and not run: who has the tool alone, without OpenTelemetry, is shown it as well.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import TypeAlias

from tracing_sandbox.faults.catalogue.scenario import Scenario

Import: TypeAlias = ast.Import | ast.ImportFrom
MENDED = "mended_"


def write_mend(scenario: Scenario) -> str:
    """Write the mended functions of a break, by the names of those that they stand in place of."""
    return write_code(scenario, mended_names(scenario)).replace(MENDED, "")


def write_mistake(scenario: Scenario) -> str:
    """Write the functions that the mend stands in place of."""
    return write_code(scenario, [each.removeprefix(MENDED) for each in mended_names(scenario)])


def mended_names(scenario: Scenario) -> list[str]:
    """Name the mended functions of a break; each stands beside one of the same name without it."""
    tree = ast.parse(read_source(scenario))
    return [name for name in functions_in(tree) if name.startswith(MENDED)]


def write_code(scenario: Scenario, names: Sequence[str]) -> str:
    """Write some functions of a scenario, below the imports that they need."""
    source = read_source(scenario)
    tree = ast.parse(source)
    functions = [functions_in(tree)[name] for name in names]
    inner = [each for function in functions for each in imports_in(function)]
    imports = {ast.unparse(each): is_installed(each) for each in inner}
    imports |= {ast.unparse(each): is_installed(each) for each in used_imports(tree, functions)}
    texts = [write_function(source, each) for each in functions]
    return "\n\n\n".join(filter(None, (write_imports(imports), *texts)))


def read_source(scenario: Scenario) -> str:
    """Read the file of a scenario."""
    folder, _, name = scenario.module.rpartition(".")
    return (files(folder) / f"{name}.py").read_text(encoding="utf-8")


def functions_in(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """List the functions of a file by their names."""
    return {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}


def write_imports(imports: dict[str, bool]) -> str:
    """Write imports in their order, those of what is installed below those of Python itself."""
    groups = [[line for line in sorted(imports) if imports[line] is last] for last in (False, True)]
    return "\n\n".join("\n".join(group) for group in groups if group)


def is_installed(each: Import) -> bool:
    """Tell what is installed from what comes with Python."""
    module = each.names[0].name if isinstance(each, ast.Import) else each.module or ""
    return module.partition(".")[0] not in sys.stdlib_module_names


def write_function(source: str, function: ast.FunctionDef) -> str:
    """Write a function without the imports in it, and without the line that parts them."""
    lines = source.splitlines()
    first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    left_out = {number for each in imports_in(function) for number in lines_of(each, lines)}
    numbers = range(first, (function.end_lineno or first) + 1)
    return "\n".join(lines[number - 1] for number in numbers if number not in left_out)


def lines_of(each: Import, lines: Sequence[str]) -> Iterator[int]:
    """Number the lines of an import, and an empty one that follows."""
    last = each.end_lineno or each.lineno
    yield from range(each.lineno, last + 1)
    if not lines[last].strip():
        yield last + 1


def imports_in(node: ast.AST) -> Iterator[Import]:
    """Yield the imports inside a function."""
    return (each for each in ast.walk(node) if isinstance(each, Import))


def used_imports(module: ast.Module, functions: Sequence[ast.stmt]) -> Iterator[Import]:
    """Yield what a module imports for these functions, and nothing beside it."""
    names = {each.id for node in functions for each in ast.walk(node) if isinstance(each, ast.Name)}
    for each in module.body:
        if isinstance(each, Import):
            used = [alias for alias in each.names if (alias.asname or alias.name) in names]
            if used:
                each.names = used
                yield each
