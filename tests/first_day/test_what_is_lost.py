"""`sandbox status` says in words what waits and what is lost on the spans' way, and why."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.otlp_receiver import OtlpReceiver
from tests.waiting import wait_until
from tracing_sandbox.running.supervisor import Supervisor
from tracing_sandbox.running.trial import TrialSandbox, open_trial


@pytest.fixture(scope="module")
def refusing() -> Iterator[OtlpReceiver]:
    """Give a second backend that wants a key."""
    receiver = OtlpReceiver().start()
    receiver.status = 401
    yield receiver
    receiver.stop()


@pytest.fixture(scope="module")
def losing(
    refusing: OtlpReceiver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TrialSandbox]:
    """Give a sandbox whose second backend takes nothing, and in which one order was placed."""
    home = tmp_path_factory.mktemp("losing") / "home"
    with open_trial(home, SANDBOX_SECOND_OTLP_ENDPOINT=refusing.endpoint) as running:
        running.require("order")
        yield running


def exporter_of(sandbox: TrialSandbox, name: str) -> dict[str, Any]:
    document = json.loads(sandbox.run("status", "--json").stdout)
    return next(one for one in document["collector"]["exporters"] if one["name"] == name)


def test_status_says_what_a_second_backend_refuses(losing: TrialSandbox) -> None:
    wait_until(lambda: exporter_of(losing, "otlp_http/second")["last_error"], "an error")
    said = losing.run("status").stdout
    told = exporter_of(losing, "otlp_http/second")
    assert (told["sent"], told["refused"]) == (0, 0)
    # The rest of an order's spans may be dropped between both.
    dropped = re.search(r"otlp_http/second: (\d+) spans were dropped: they are lost here\.", said)
    assert dropped
    assert 0 < int(dropped[1]) <= told["dropped"]
    assert "responded with HTTP Status Code 401. It wants another key" in said
    assert "otlp_http/jaeger: nothing waits and nothing is lost." in said


def test_status_says_that_metrics_are_taken_and_not_kept(losing: TrialSandbox) -> None:
    point = {"name": "a", "gauge": {"dataPoints": [{"asDouble": 1, "timeUnixNano": "1"}]}}
    sent = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [point]}]}]}
    answer = requests.post(f"{losing.collector_url}/v1/metrics", json=sent, timeout=30)
    said = losing.run("status").stdout
    assert answer.status_code == 200
    assert "metric points: 1 accepted; none of them is kept: no exporter takes them." in said


def test_status_says_what_waits_while_jaeger_is_away(losing: TrialSandbox) -> None:
    supervisor = Supervisor(losing.home)
    supervisor.stop_part("jaeger")
    supervisor.await_stop()
    try:
        losing.run("order")
        wait_until(lambda: exporter_of(losing, "otlp_http/jaeger")["failing_since"], "failures")
        away = losing.run("status")
    finally:
        supervisor.start_parts()
    wait_until(lambda: not exporter_of(losing, "otlp_http/jaeger")["queue"]["size"], "no queue")
    wait_until(lambda: losing.run("status").returncode == 0, "Jaeger well again")
    back = losing.run("status")

    assert away.returncode == 1
    assert "otlp_http/jaeger: its queue holds " in away.stdout
    assert "and its attempts have failed for " in away.stdout
    assert "Nothing is lost." in away.stdout
    assert "connection refused" in away.stdout
    assert "otlp_http/jaeger: nothing waits and nothing is lost." in back.stdout


def test_status_says_that_the_collector_does_not_tell(losing: TrialSandbox) -> None:
    supervisor = Supervisor(losing.home)
    supervisor.stop_part("collector")
    supervisor.await_stop()
    try:
        seen = losing.run("status")
    finally:
        supervisor.start_parts()
    assert seen.returncode == 1
    assert "The Collector does not tell what waits or is lost." in seen.stdout
