"""`sandbox load` on a real sandbox: what is planned is sent, joined, and told apart."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.integration.load.running_load import RATE, finish, load, newest, start
from tracing_sandbox.load.recording.folder import RunFolder
from tracing_sandbox.load.recording.record import read_records
from tracing_sandbox.running.trial import TrialSandbox

PLANTED = """
[journeys]
browse = 0.2
order = 0.4
look = 0.3
retry = 0.1

[scenarios]
connection-reset = 0.15
third-party-error = 0.15
rate-limited = 0.15
baggage-leaked = 0.15
"""
# Services that get a seventh of a core keep up with this. A queue is slower than what is planted.
SLOWLY = ("--rate", "4", "--duration", "25s")


@pytest.fixture(scope="module")
def mix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mix") / "mix.toml"
    path.write_text(PLANTED)
    return path


@pytest.fixture(scope="module")
def runs(sandbox: TrialSandbox, mix: Path) -> list[tuple[RunFolder, dict[str, Any]]]:
    """Run the same twice, the second time with two workers and beside the first."""
    same = (*SLOWLY, "--mix", str(mix), "--seed", "5")
    found = []
    for options in (
        ("--html", str(mix.with_name("report.html"))),
        ("--workers", "2", "--against", "last"),
    ):
        document = load(sandbox, *same, *options)
        found.append((newest(sandbox), document))
    return found


def test_all_that_is_planned_is_sent_and_joined(
    runs: list[tuple[RunFolder, dict[str, Any]]],
) -> None:
    for _, document in runs:
        requests, joined = document["requests"], document["join"]
        assert requests["sent"] + requests["left_out"] == requests["planned"] >= 90
        assert joined["joined"] == joined["records"] == requests["sent"]
        assert joined["lost"] == []


def test_the_same_seed_plans_the_same_for_any_number_of_workers(
    runs: list[tuple[RunFolder, dict[str, Any]]],
) -> None:
    (first, _), (second, _) = runs
    assert first.plan.read_bytes() == second.plan.read_bytes()
    sent = [{(each.arrival, each.step) for each in read_records(run.requests)} for run, _ in runs]
    assert sent[0] == sent[1]


def test_what_was_planted_is_found_in_services_and_in_the_tracing(
    runs: list[tuple[RunFolder, dict[str, Any]]], sandbox: TrialSandbox
) -> None:
    for run, document in runs:
        rows = {row["planted"]: row for row in document["found"]["rows"]}
        for name in ("connection-reset", "third-party-error", "rate-limited", "baggage-leaked"):
            assert rows[name]["count"] >= 7
            is_found = rows[name]["found"] >= rows[name]["count"] - 1
            assert is_found, f"{json.dumps(rows)}\n{explained(sandbox, run, name)}"


def explained(sandbox: TrialSandbox, run: RunFolder, scenario: str) -> str:
    """Show what is said of each trace in which something was planted."""
    planted = {each.trace_id for each in read_records(run.requests) if each.scenario == scenario}
    return "\n".join(sandbox.run("trace", trace_id).stdout for trace_id in sorted(planted))


def test_no_span_tells_what_was_planted(
    runs: list[tuple[RunFolder, dict[str, Any]]], sandbox: TrialSandbox
) -> None:
    record = next(each for each in read_records(runs[0][0].requests) if each.scenario)
    trace = sandbox.require("trace", record.trace_id, "--json")
    assert record.scenario not in trace
    assert "sandbox.scenario" not in trace


def test_a_second_run_is_set_beside_the_first(
    runs: list[tuple[RunFolder, dict[str, Any]]], mix: Path
) -> None:
    against = runs[1][1]["against"]
    assert {change["name"] for change in against["changes"]} >= {"all", "POST /api/orders"}
    assert "<html" in mix.with_name("report.html").read_text()


def test_workers_elsewhere_are_refused_by_a_sandbox_that_they_cannot_reach(
    sandbox: TrialSandbox,
) -> None:
    refused = sandbox.run("load", *RATE, "--remote")
    assert refused.returncode == 2
    assert "listens on 127.0.0.1 only" in refused.stderr
    assert "SANDBOX_HOST=0.0.0.0" in refused.stderr


def test_ctrl_c_ends_with_a_report_and_another_run_is_kept_away(sandbox: TrialSandbox) -> None:
    running = start(sandbox, "--duration", "60s")
    second = sandbox.run("load", *RATE)
    assert (second.returncode, second.stdout) == (1, "")
    assert "Another run is going on" in second.stderr
    running.send_signal(signal.SIGINT)
    document = finish(running)
    requests = document["requests"]
    assert 20 < requests["sent"] < requests["planned"]
    assert document["run"]["stopped_after_s"] < 60
    assert document["join"]["joined"] == document["join"]["records"] == requests["sent"]
