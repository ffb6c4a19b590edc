"""`sandbox trace FILE`: what it lists, opens and says beside it."""

import io
import json
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.unit.traces.writers.formats import TRACE
from tests.unit.traces.writers.otlp import write_otlp
from tracing_sandbox.application import app
from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.terminal.console import print_error, print_json
from tracing_sandbox.terminal.file_view import find_id, quoted, reports_on
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.trace_file import read_trace_text

INPUTS = Path(__file__).parents[2] / "traces" / "inputs"
TWO = INPUTS / "two-traces-newer-first.jsonl"


@pytest.fixture(autouse=True)
def _no_jaeger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_JAEGER_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("COLUMNS", "100")


def sandbox(*arguments: object, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=given)


def test_file_of_several_traces_is_listed_newest_first_with_the_way_to_open_one() -> None:
    found = sandbox("trace", TWO)
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert [line.split()[0] for line in (lines[0], lines[2])] == ["b" * 32, "c" * 32]
    assert lines[1] == "  shop GET /tea: 0.80 s waiting for something untraced (shop SELECT)"
    assert lines[-2] == f"Open one: {typed('trace')} {TWO} --id {'b' * 32}"
    assert lines[-1] == f"The slowest: {typed('trace')} {TWO} --slowest"


@pytest.mark.parametrize("given", ["c" * 32, "C" * 32, "0x" + "c" * 32, "zMzMzMzMzMzMzMzMzMzMzA=="])
def test_trace_of_a_file_is_opened_by_its_id_in_any_form(given: str) -> None:
    found = sandbox("trace", TWO, "--id", given, "--json")
    assert json.loads(found.stdout)["trace_id"] == "c" * 32


def test_slowest_trace_of_a_file_is_opened(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    slow = TWO.read_text().replace("1700000061000000000", "1700000062000000000")
    file.write_text(slow)
    found = sandbox("trace", file, "--slowest", "--json")
    assert json.loads(found.stdout)["trace_id"] == "b" * 32
    assert sandbox("trace", file, "--slowest").stdout.startswith("1.20 s of 2.00 s")


def test_json_of_several_traces_is_a_list() -> None:
    found = json.loads(sandbox("trace", TWO, "--json").stdout)
    assert [each["trace_id"] for each in found] == ["c" * 32, "b" * 32]


def test_wrong_id_names_some_that_are_there() -> None:
    ids = [f"{number:032x}" for number in range(1, 9)]
    with pytest.raises(SandboxError) as raised:
        find_id("\x1b[31mfe", ids, "f\x1b.json")
    assert not isinstance(raised.value, WrongUsageError)
    assert "\x1b" not in str(raised.value)
    assert raised.value.next_step == f"It holds {', '.join(ids[:5])} and 3 more."


def test_id_may_be_a_text() -> None:
    assert find_id("order 17", ["ab" * 16, "order 17"], "f.json") == "order 17"
    assert find_id("17", ["17".zfill(32)], "f.json") == "17".zfill(32)


def test_two_choices_at_once_are_wrong_usage() -> None:
    found = sandbox("trace", TWO, "--id", "c", "--slowest")
    assert isinstance(found.exception, WrongUsageError)


@pytest.mark.parametrize("wanted", ["12", "", "d" * 32])
def test_trace_that_a_file_does_not_hold_is_not_found(wanted: str) -> None:
    found = sandbox("trace", TWO, "--id", wanted)
    assert type(found.exception) is SandboxError


def test_first_digits_are_enough_where_they_are_of_one_id() -> None:
    ids = ["abcd1" + "0" * 27, "abcd2" + "0" * 27, "ef01" * 8]
    assert find_id("EF01EF0", ids, "f.json") == ids[2]
    assert find_id(" abcd2 ", ids, "f.json") == ids[1]
    with pytest.raises(WrongUsageError) as raised:
        find_id("abcd", ids, "f.json")
    assert raised.value.what == f"2 traces begin with abcd: {ids[0]}, {ids[1]}."


@pytest.mark.parametrize(
    "form", ["/trace/{}?uiFind=ab", "00-{}-00f067aa0ba902b7-01", "Root=1-cccccccc-{:.24}", '"{}"']
)
def test_trace_of_a_file_is_opened_by_what_names_it(form: str) -> None:
    found = sandbox("trace", TWO, "--id", form.format("c" * 32), "--json")
    assert json.loads(found.stdout)["trace_id"] == "c" * 32


@pytest.mark.parametrize("name", ["trace.json.gz", "console.txt", "tempo-v1.json", "null.json"])
def test_trace_is_read_from_standard_input(name: str) -> None:
    piped = sandbox("trace", "-", given=(INPUTS / name).read_bytes())
    assert piped.exit_code == 0
    assert piped.stdout == sandbox("trace", INPUTS / name).stdout


def test_comparison_reads_one_side_from_standard_input() -> None:
    found = sandbox("compare", "-", TWO, "--json", given=TWO.read_bytes())
    assert json.loads(found.stdout)["first"]["trace_id"] == "b" * 32
    assert "holds 2 traces; the first is taken" in found.stderr
    assert isinstance(sandbox("compare", "-", "-").exception, WrongUsageError)


def test_comparison_chooses_among_the_traces_of_a_file() -> None:
    found = sandbox("compare", TWO, TWO, "--a-id", "C" * 32, "--b-id", "b" * 32, "--json")
    document = json.loads(found.stdout)
    assert document["first"]["trace_id"] == "c" * 32
    assert document["second"]["trace_id"] == "b" * 32
    assert found.stderr == ""


def test_comparison_says_how_to_choose_another_trace_of_a_file() -> None:
    found = sandbox("compare", TWO, TWO, "--b-id", "c" * 32)
    assert "the first is taken" in found.stderr
    assert f"Another: --a-id {'c' * 32}" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((TWO, TWO, "--a-id", "12"), "holds no trace 12"),
        (("ab", TWO, "--a-id", "12"), "--a-id chooses among the traces of a file"),
        ((TWO, "ab", "--b-id", "12"), "--b-id chooses among the traces of a file"),
    ],
)
def test_comparison_refuses_a_choice_that_cannot_be_made(
    arguments: tuple[object, ...], what: str
) -> None:
    error = sandbox("compare", *arguments).exception
    assert isinstance(error, SandboxError)
    assert what in str(error)


def test_comparison_of_one_trace_with_nothing_is_wrong_usage() -> None:
    error = sandbox("compare", TWO).exception
    assert isinstance(error, WrongUsageError)
    assert error.what == "A comparison needs two traces."


def test_reports_of_one_kind_are_counted_and_three_shown() -> None:
    document = write_otlp(TRACE.spans)
    spans = [span for each in document["resourceSpans"] for span in each["scopeSpans"][0]["spans"]]
    odd_link = {"traceId": "", "spanId": ""}
    for span in spans:
        span["links"] = [odd_link]
    spans[0]["startTimeUnixNano"] = spans[1]["startTimeUnixNano"] = None
    spans[2]["spanId"] = ""
    other = [replace(TRACE.spans[0], trace_id="ef" * 16)]
    two_traces = json.dumps([document, write_otlp(other)])
    told = list(reports_on(read_trace_text(two_traces, "f.json")))
    assert [line.partition(": ")[0] for line in told] == ["Left out"] * 3 + ["Note"] * 4
    assert told[-1] == "Note: and 1 more of this kind."


def test_only_trace_of_a_file_tells_by_itself_what_was_wrong_with_its_spans() -> None:
    document = write_otlp(TRACE.spans)
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["links"] = [{"traceId": ""}]
    reading = read_trace_text(json.dumps(document), "f.json")
    assert list(reports_on(reading)) == []
    (trace,) = reading.traces
    assert [problem.rule for problem in explain(trace).problems] == ["left-out-detail"]


def test_other_signals_are_told_in_one_line() -> None:
    found = sandbox("trace", INPUTS / "three-signals.jsonl")
    assert found.stderr == "150 records of logs and 150 of metrics passed over.\n"


EVIL = "\x1b[31mX\x07\x9b\u202e\x7f"


@pytest.mark.parametrize("key", ["traceId", "spanId", "parentSpanId", "name", "kind", "attributes"])
def test_nothing_in_a_file_reaches_the_terminal_raw(tmp_path: Path, key: str) -> None:
    document = write_otlp(TRACE.spans)
    spans = document["resourceSpans"][0]["scopeSpans"][0]["spans"]
    spans[1][key] = EVIL
    spans[0][EVIL] = EVIL
    document["resourceSpans"][0]["resource"]["attributes"].append(
        {"key": EVIL, "value": {"stringValue": EVIL}}
    )
    file = tmp_path / f"a{EVIL[:5]}.json"
    file.write_text(json.dumps(document))
    for more in ([], ["--json"], ["--id", EVIL]):
        found = sandbox("trace", file, *more)
        said = found.stdout + found.stderr + str(found.exception or "")
        assert [char for char in said if not char.isprintable() and char != "\n"] == []


def test_json_on_a_terminal_escapes_what_could_drive_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        encoding = "utf-8"  # type: ignore[assignment]

        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    document: dict[str, Any] = {EVIL: ["Gr\N{LATIN SMALL LETTER U WITH DIAERESIS}n \ud83c"]}
    print_json(document)
    written = terminal.getvalue()
    assert "\N{LATIN SMALL LETTER U WITH DIAERESIS}" in written
    assert [char for char in written if not char.isprintable() and char != "\n"] == []
    assert json.loads(written) == document


def test_error_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(SandboxError(f"a\n{EVIL}", EVIL))
    assert [char for char in capsys.readouterr().err if not char.isprintable()] == ["\n"] * 3


@pytest.mark.parametrize(
    "odd", ["order 17", "it's", "a\\b'c", "-x", "\x1b[31mred", "x\u202ey", "t\tu", "z" * 300]
)
def test_commands_of_the_list_run_as_they_are_printed(tmp_path: Path, odd: str) -> None:
    file = tmp_path / f"{odd[:9]}.json"
    spans = [replace(TRACE.spans[0], trace_id=odd), replace(TRACE.spans[0], trace_id="ef" * 16)]
    file.write_text(json.dumps(write_otlp(spans)))
    printed = sandbox("trace", file).stdout
    assert [char for char in printed if not char.isprintable() and char != "\n"] == []
    for line in printed.splitlines()[-2:]:
        command = line.partition(": ")[2].replace("--id", "--json --id")
        script = f"printf '%s\\0' {command}"
        words = subprocess.run(["bash", "-c", script], capture_output=True, check=True).stdout
        _, *arguments = words.decode().split("\0")[:-1]
        assert sandbox(*arguments).exit_code == 0
    shown = safe_text(odd)
    assert find_id(shown, [odd, "ef" * 16], "f.json") == odd


def test_quoting_is_the_shells_where_it_can_be() -> None:
    assert quoted("it's") == shlex.quote("it's")
    assert quoted("no\udcff") == r"$'no\xff'"


def test_list_from_standard_input_prints_no_command_that_cannot_work() -> None:
    found = sandbox("trace", "-", given=TWO.read_bytes())
    (line,) = [each for each in found.stdout.splitlines() if "sandbox" in each]
    assert line == f"To open one, save them in a file: {typed('trace FILE --id ID')}"


@pytest.mark.parametrize("name", ["missing.json", "missing"])
def test_file_that_is_not_there_is_said(name: str) -> None:
    error = sandbox("trace", name).exception
    assert isinstance(error, SandboxError)
    assert str(error).startswith("There is no ")
    assert "sandbox traces" in error.next_step


@pytest.mark.parametrize("choice", [["--id", "b" * 32], ["--slowest"]])
def test_chosen_trace_is_shown_without_what_concerns_the_others(
    tmp_path: Path, choice: list[str]
) -> None:
    file = tmp_path / "two.jsonl"
    bad = replace(TRACE.spans[1], trace_id="ef" * 16)
    document = write_otlp([bad, replace(bad, span_id="ab" * 8)])
    document["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["startTimeUnixNano"] = None
    file.write_text(f"{TWO.read_text()}\n{json.dumps(document)}\n{{oops}}")
    assert "Left out" in sandbox("trace", file).stderr
    assert sandbox("trace", file, *choice).stderr.count("\n") == 1


def test_error_for_what_is_no_trace_is_short(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"name": "tea"}')
    error = sandbox("trace", file).exception
    assert len(str(error).splitlines()[0].removeprefix(str(file))) < 160
