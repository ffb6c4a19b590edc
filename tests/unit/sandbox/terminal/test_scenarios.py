"""What can be broken, as the command line lists and shows it."""

import inspect
import sys
from importlib import import_module

import pytest

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import trace_of
from tracing_sandbox.application import run
from tracing_sandbox.commands.scenarios import list_scenarios, show_scenario
from tracing_sandbox.faults.agreement import compare
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.faults.catalogue import SCENARIOS
from tracing_sandbox.terminal.agreement_view import agreement_document, write_verdict
from tracing_sandbox.terminal.console import out
from tracing_sandbox.traces.explaining.explanation import Explanation, explain

SLOW = Asked(("slow-third-party",), (3000,), 7)


@pytest.mark.parametrize("width", [60, 100])
def test_list_names_every_scenario_in_the_width(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(out, "_width", width)
    monkeypatch.setenv("SANDBOX_COMMAND", "sandbox")
    list_scenarios()
    lines = capsys.readouterr().out.splitlines()
    named = [line.split()[0] for line in lines if line and not line.startswith(" ")]
    assert [name for name in named if name in SCENARIOS] == list(SCENARIOS)
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("name", SCENARIOS)
def test_show_has_all_of_the_row_and_the_code(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_scenario(name)
    shown = capsys.readouterr().out
    scenario, module = SCENARIOS[name], import_module(SCENARIOS[name].module)
    row = (scenario.title, scenario.notices, scenario.shows, scenario.teaches, scenario.mend)
    code = [inspect.getsource(each) for each in (*module.BROKEN.values(), *module.MENDED.values())]
    assert [each for each in (*row, *code) if each not in shown] == []


def test_unknown_scenario_is_wrong_usage_and_names_near_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sandbox", "scenarios", "show", "slow-thrd-party"])
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 2
    assert "Did you mean slow-third-party" in capsys.readouterr().err


def explained(latency_ms: float) -> Explanation:
    return explain(trace_of(order(latency_ms)), [trace_of(order(20 + n)) for n in range(5)])


def no_doctor() -> tuple[()]:
    return ()


def sentences(asked: Asked, explanation: Explanation) -> list[str]:
    return [write_verdict(verdict) for verdict in compare(asked, explanation, no_doctor)]


def test_order_says_that_the_trace_agrees() -> None:
    assert sentences(SLOW, explained(3000)) == [
        "You asked for Slow third party. "
        "The trace says 3.00 s in thirdparty look_up_price. They agree."
    ]


def test_order_says_what_was_expected_where_the_trace_disagrees() -> None:
    assert sentences(SLOW, explained(22)) == [
        "You asked for Slow third party. The trace says that nothing is out of line. "
        "They do not agree: expected thirdparty look_up_price (own)."
    ]


def test_order_as_json_says_whether_the_trace_agrees() -> None:
    asked = {"scenarios": ["slow-third-party"], "seed": 7, "mended": False}
    assert agreement_document(SLOW, explained(3000), no_doctor) == {
        "asked": {**asked, "agree": {"slow-third-party": True}}
    }
