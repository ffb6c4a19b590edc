"""What came of a run is printed whole, on a narrow terminal too."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.made_load.document import against_document, make_document, ramp_document
from tests.made_load.records import Shape, make_records
from tracing_sandbox.load.recording.folder import RunFolder
from tracing_sandbox.terminal.load_view import show_result, write_against

# The figures at the end of a row; a long name may go on in the next line.
FIGURES = re.compile(r"( +(\d+|-)){6} *$")
# What `tracing-sandbox[load]` installs.
ABSENT = ["gevent", "jinja2", "locust", "matplotlib", "numpy", "opentelemetry"]
OTHERS = (
    f"import sys; sys.modules.update(dict.fromkeys({ABSENT!r})); import tracing_sandbox.application"
)
SHAPE = Shape(rate=20, duration_s=10)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """A run with all that a result can hold."""
    made = make_document(make_records(SHAPE), SHAPE)
    nothing = made["found"]["rows"][0]
    nothing.update(nothing=nothing["nothing"] - 4, other=1, borne_out=2, lost=1)
    return {**made, "ramp": ramp_document(), "against": against_document()}


@pytest.mark.parametrize("columns", ["60", "120"])
def test_result_is_printed_whole(
    document: dict[str, Any],
    columns: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    show_result(document, RunFolder(Path("runs/made")))
    printed = capsys.readouterr().out
    assert document["verdict"]["sentence"] in printed
    assert document["ramp"]["gave_in"]["sentence"] in printed
    assert "165.0/s  p99   4,800 ms  not held: 140 failed, 3 lost" in printed
    assert document["against"]["sentence"] in printed
    assert "Plan, record and result: runs/made" in printed


@pytest.mark.parametrize("columns", ["60", "120"])
def test_row_of_what_was_planted_adds_up(
    document: dict[str, Any],
    columns: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    show_result(document, RunFolder(Path("runs/made")))
    _, _, table = capsys.readouterr().out.partition("\nplanted ")
    lines = [found.group().split() for found in map(FIGURES.search, table.splitlines()) if found]
    rows = document["found"]["rows"]
    for row, (count, *parts) in zip(rows, lines, strict=True):
        counts = [int(each.replace("-", "0")) for each in parts]
        assert (int(count), sum(counts), len(counts)) == (row["count"], row["count"], 5)


def test_request_without_a_trace_is_sent_to_no_trace(
    document: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    slowest = [{**each, "trace_id": "", "pages": []} for each in document["slowest"]]
    found = {**document["found"], "rows": [{**document["found"]["rows"][0], "count": 0}]}
    untraced = {**document, "slowest": slowest, "join": {**document["join"], "records": 0}}
    show_result({**untraced, "found": found}, RunFolder(Path("runs/made")))
    printed = capsys.readouterr().out
    assert "sandbox trace" not in printed
    assert "\nplanted " not in printed


def test_counts_that_differ_between_runs_are_printed_and_equal_ones_are_not() -> None:
    assert list(write_against(against_document()))[2:] == [
        "  requests failed: 31 before, 65 now",
        "  share found: 0.989 before, 0.978 now",
    ]


def test_all_commands_are_there_where_locust_is_not() -> None:
    subprocess.run([sys.executable, "-c", OTHERS], timeout=60, check=True)
