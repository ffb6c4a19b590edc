"""The mend that is printed is the code that runs when mended, and stands by itself."""

import ast
import builtins
from collections.abc import Iterable

import pytest

from tracing_sandbox.doctor.mends import ENVIRONMENT, WRITTEN, mend_of
from tracing_sandbox.doctor.remedies import IMPACTS
from tracing_sandbox.faults.catalogue import find_scenario, tracing_breaks
from tracing_sandbox.faults.catalogue.scenario import Scenario
from tracing_sandbox.faults.mend import write_mend, write_mistake

MOST_LINES = 12
every_break = pytest.mark.parametrize(
    "scenario", tracing_breaks(), ids=lambda scenario: scenario.name
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


@every_break
def test_mend_uses_no_name_that_it_does_not_bring(scenario: Scenario) -> None:
    tree = ast.parse(write_mend(scenario))

    assert set(names(tree, ast.Load)) - bound(tree) - set(dir(builtins)) == set()


@every_break
def test_mend_stands_in_place_of_the_mistake(scenario: Scenario) -> None:
    mistake, mend = (signatures(write(scenario)) for write in (write_mistake, write_mend))

    assert mistake == mend


def signatures(code: str) -> dict[str, int]:
    functions = (node for node in ast.parse(code).body if isinstance(node, ast.FunctionDef))
    return {node.name: len(node.args.args) for node in functions}


@every_break
def test_mend_of_the_tracing_is_short(scenario: Scenario) -> None:
    functions = [
        node for node in ast.parse(write_mend(scenario)).body if isinstance(node, ast.FunctionDef)
    ]

    assert functions
    assert all(each.end_lineno - each.body[0].lineno < MOST_LINES for each in functions)


def test_doctor_shows_the_code_of_the_twin_alone_and_the_variables_that_go_with_it() -> None:
    assert mend_of("wrong-service-name") == (
        f"{write_mend(find_scenario('wrong-service-name'))}\n\n"
        "# OTEL_SERVICE_NAME=inventory, in this service alone"
    )


def test_doctor_shows_what_is_written_where_there_is_no_twin() -> None:
    assert mend_of("trace-broken") == WRITTEN["trace-broken"]


def test_doctor_has_one_mend_for_each_rule() -> None:
    twins = {each.finding.rule for each in tracing_breaks() if each.finding}

    assert twins | set(WRITTEN) == set(IMPACTS)
    assert not twins & set(WRITTEN)
    assert set(ENVIRONMENT) <= twins


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
