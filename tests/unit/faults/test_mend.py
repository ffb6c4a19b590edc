"""The mend that is printed is the code that runs when mended, and stands by itself."""

import ast
import builtins
from collections.abc import Iterable

import pytest

from tracing_sandbox.faults.catalogue import find_scenario, tracing_breaks
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.mend import write_mend, write_mistake

MOST_LINES = 12
STAND_ALONE = (
    "traceparent-stripped",
    "traceparent-not-injected",
    "traceparent-not-extracted",
    "traceparent-malformed",
    "b3-for-w3c",
    "lost-in-thread-pool",
    "lost-in-generator",
    "sampled-flag-cleared",
    "service-not-instrumented",
    "black-box-third-party",
    "baggage-lost",
    "baggage-leaked",
)


def test_mend_is_written_with_the_imports_that_it_needs_above_it() -> None:
    assert write_mend(find_scenario("baggage-leaked")) == (
        "from collections.abc import Iterator\n"
        "from contextlib import contextmanager\n"
        "\n"
        "from opentelemetry import baggage, context\n"
        "\n\n"
        "@contextmanager\n"
        "def calling_others() -> Iterator[None]:\n"
        '    """Call others without our baggage; the span stays current."""\n'
        "    token = context.attach(baggage.clear())\n"
        "    try:\n"
        "        yield\n"
        "    finally:\n"
        "        context.detach(token)"
    )


@pytest.mark.parametrize("name", STAND_ALONE)
def test_mend_uses_no_name_that_it_does_not_bring(name: str) -> None:
    tree = ast.parse(write_mend(find_scenario(name)))

    assert set(names(tree, ast.Load)) - bound(tree) - set(dir(builtins)) == set()


@pytest.mark.parametrize("scenario", tracing_breaks(), ids=lambda scenario: scenario.name)
def test_mend_stands_in_place_of_the_mistake(scenario: Scenario) -> None:
    mistake, mend = (signatures(write(scenario)) for write in (write_mistake, write_mend))

    assert mistake == mend


def signatures(code: str) -> dict[str, int]:
    functions = (node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef))
    return {node.name: len(node.args.args) for node in functions}


@pytest.mark.parametrize("scenario", tracing_breaks(), ids=lambda scenario: scenario.name)
def test_mend_of_the_tracing_is_short(scenario: Scenario) -> None:
    functions = [
        node for node in ast.parse(write_mend(scenario)).body if isinstance(node, ast.FunctionDef)
    ]

    assert functions
    assert all(each.end_lineno - each.body[0].lineno < MOST_LINES for each in functions)


def names(tree: ast.AST, how: type[ast.expr_context]) -> Iterable[str]:
    return (
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, how)
    )


def bound(tree: ast.AST) -> set[str]:
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    imported = {alias.asname or alias.name for node in imports for alias in node.names}
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return imported | arguments | set(names(tree, ast.Store))
