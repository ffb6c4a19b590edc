"""Parts and workers that are killed while a run goes on: it says when, and what that cost."""

import signal
from typing import Any

import psutil

from tests.integration.load.running_load import (
    finish,
    kill_part,
    newest,
    start,
)
from tests.waiting import wait_until
from tracing_sandbox.load.recording.record import read_records
from tracing_sandbox.running.health import is_well
from tracing_sandbox.running.state import read_state
from tracing_sandbox.running.trial import TrialSandbox

DURATION = ("--duration", "9s")


def kill_under_load(sandbox: TrialSandbox, name: str) -> dict[str, Any]:
    """Kill a part in the midst of a run, stop that when it serves again; return its document.

    On a starved machine a part takes long to come back.
    """
    running = start(sandbox, "--duration", "120s")
    kill_part(sandbox, name)
    state = read_state(sandbox.home)
    assert state
    wait_until(lambda: is_well(state.health[name]), f"{name} to serve again", 60)
    record = newest(sandbox).requests
    sent = len(read_records(record))
    wait_until(lambda: len(read_records(record)) > sent + 20, "some more", 30)
    running.send_signal(signal.SIGINT)
    return finish(running)


def events_of(document: dict[str, Any], part: str) -> list[str]:
    """Name what befell a part, in order."""
    return [event["what"] for event in document["events"] if event["part"] == part]


def require_own_figures_right(sandbox: TrialSandbox, document: dict[str, Any]) -> None:
    """Require that the run's own figures are those of its record."""
    records = read_records(newest(sandbox).requests)
    requests = document["requests"]
    assert requests["sent"] == len(records) > 0
    assert requests["arrivals_started"] == len({each.arrival for each in records})


def test_a_killed_service_costs_the_requests_that_it_had(sandbox: TrialSandbox) -> None:
    document = kill_under_load(sandbox, "inventory")
    assert events_of(document, "inventory") == ["ended", "came back"]
    requests = document["requests"]
    (ended, _) = [each for each in document["events"] if each["part"] == "inventory"]
    cost = int(ended["cost"].split(" ")[0])
    unplanted = requests["failed"] - requests["failed_as_planted"]
    assert 0 < unplanted <= cost <= requests["failed"]
    require_own_figures_right(sandbox, document)


def test_a_killed_collector_costs_nothing(sandbox: TrialSandbox) -> None:
    document = kill_under_load(sandbox, "collector")
    assert events_of(document, "collector") == ["ended", "came back"]
    assert document["join"]["lost"] == []
    assert document["join"]["joined"] == document["requests"]["sent"]
    require_own_figures_right(sandbox, document)


def test_a_killed_worker_makes_the_run_invalid(sandbox: TrialSandbox) -> None:
    running = start(sandbox, *DURATION, "--workers", "2")
    workers = [
        each
        for each in psutil.Process(running.pid).children(recursive=True)
        if "--worker" in each.cmdline()
    ]
    workers[0].kill()
    document = finish(running)
    assert not document["verdict"]["valid"]
    assert [each["what"] for each in document["events"]] == ["ended"]
    assert "worker" in document["events"][0]["part"]
    records = read_records(newest(sandbox).requests)
    assert document["requests"]["sent"] == len(records) < document["requests"]["planned"]


# The last one: Jaeger forgets what it had.
def test_a_killed_jaeger_takes_the_traces_along_that_it_held(sandbox: TrialSandbox) -> None:
    document = kill_under_load(sandbox, "jaeger")
    assert events_of(document, "jaeger") == ["ended", "came back"]
    lost = document["join"]["lost"]
    assert lost
    assert {each["why"].split(" ")[0] for each in lost} == {"Jaeger"}
    assert document["join"]["joined"] > 0
    require_own_figures_right(sandbox, document)
