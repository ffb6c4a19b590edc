"""`sandbox why` beside a real Jaeger, and beside a file with the same traces."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.integration.collector.running import Jaeger
from tests.unit.traces.simulated.shop import run
from tests.unit.traces.simulated.simulation import Plan
from tests.unit.traces.writers.otlp import write_otlp
from tests.waiting import wait_until
from tracing_sandbox.running import trial
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.reading.trace import Trace

HEALTHY = 15
SLOW = 6
APART_NS = 1_000_000_000
PLAN = {("thirdparty", "look_up_price", "work"): 290.0}


def orders() -> list[Trace]:
    """Orders a second apart until now, of which the last ones are slow."""
    healthy = [run("place_order", seed) for seed in range(HEALTHY)]
    slow = [run("place_order", 100 + seed, Plan(delays_ms=dict(PLAN))) for seed in range(SLOW)]
    now_ns = time.time_ns()
    count = HEALTHY + SLOW
    return [
        moved(trace, now_ns - (count - number) * APART_NS)
        for number, trace in enumerate([*healthy, *slow])
    ]


def moved(trace: Trace, start_ns: int) -> Trace:
    shift = start_ns - min(span.start_ns for span in trace.spans)
    spans = (
        replace(span, start_ns=span.start_ns + shift, end_ns=span.end_ns + shift)
        for span in trace.spans
    )
    return Trace(trace.trace_id, tuple(spans))


@pytest.fixture
def sent(start_jaeger: Callable[[], Jaeger]) -> tuple[Jaeger, Sequence[Trace]]:
    """Give a Jaeger that holds these orders."""
    jaeger, traces = start_jaeger(), orders()
    url = f"http://127.0.0.1:{jaeger.otlp_port}/v1/traces"
    for trace in traces:
        assert requests.post(url, json=write_otlp(trace.spans), timeout=30).status_code == 200
    client = JaegerClient(jaeger.url)
    wait_until(lambda: len(client.find_traces(None, 100)) == len(traces), "every trace in Jaeger")
    return jaeger, traces


def why(home: Path, jaeger_url: str, *options: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "SANDBOX_HOME": str(home), "SANDBOX_JAEGER_URL": jaeger_url}
    return trial.run_command(["why", *options], environment, 60)


def document_of(finished: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    assert finished.returncode == 0, finished.stderr
    document: dict[str, Any] = json.loads(finished.stdout)
    return document


def test_jaeger_and_file_give_one_answer(
    sent: tuple[Jaeger, Sequence[Trace]], tmp_path: Path
) -> None:
    jaeger, traces = sent
    file = tmp_path / "orders.json"
    file.write_text(json.dumps(write_otlp(span for trace in traces for span in trace.spans)))

    asked = document_of(why(tmp_path, jaeger.url, "--json"))
    read = document_of(why(tmp_path, "http://127.0.0.1:9", str(file), "--json"))

    assert asked == read
    (cause,) = asked["causes"]
    assert (cause["kind"], cause["service"], cause["operation"]) == (
        "own", "thirdparty", "look_up_price",
    )  # fmt: skip
    assert (cause["touched"], cause["like_since"], cause["like_before"]) == (SLOW, SLOW, HEALTHY)
    slow = {trace.trace_id for trace in traces[HEALTHY:]}
    assert len(set(cause["examples"]) & slow) == 3


def test_shorter_time_and_other_service_are_asked_for(
    sent: tuple[Jaeger, Sequence[Trace]], tmp_path: Path
) -> None:
    jaeger, traces = sent
    recent = document_of(why(tmp_path, jaeger.url, "--last", "2d", "--json"))
    assert (recent["traces"], recent["more"]) == (len(traces), False)
    told = why(tmp_path, jaeger.url, "--service", "inventory")
    assert told.stdout.startswith("Since ")
    assert told.stdout.splitlines()[-1].endswith("/traces/why?last=15m&service=inventory")


def test_service_that_there_is_not_is_said_beside_those_that_there_are(
    sent: tuple[Jaeger, Sequence[Trace]], tmp_path: Path
) -> None:
    jaeger, traces = sent
    file = tmp_path / "orders.json"
    file.write_text(json.dumps(write_otlp(span for trace in traces for span in trace.spans)))
    known = "frontend, inventory, thirdparty"
    for where, place in (([], f"Jaeger at {jaeger.url}"), ([str(file)], str(file))):
        nobody = why(tmp_path, jaeger.url, *where, "--service", "nobody")
        as_json = why(tmp_path, jaeger.url, *where, "--service", "nobody", "--json")
        said = f"Error: {place} knows no service nobody.\nIt knows {known}.\n"
        assert (nobody.returncode, nobody.stdout, nobody.stderr) == (1, "", said)
        assert (as_json.returncode, as_json.stdout, as_json.stderr) == (1, "", said)


@pytest.mark.parametrize("last", ["15", "soon", "0m", "1w", "-5m", "1.5h", "9999999d"])
def test_odd_time_is_refused_with_an_example(tmp_path: Path, last: str) -> None:
    finished = why(tmp_path, "http://127.0.0.1:9", f"--last={last}")
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "for example 15m.\nTry: " in finished.stderr
    assert finished.stderr.endswith("sandbox why --last 15m\n")


def test_file_and_time_together_are_refused(tmp_path: Path) -> None:
    finished = why(tmp_path, "http://127.0.0.1:9", "orders.json", "--last", "1h")
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "Leave out --last, or the file." in finished.stderr


def test_jaeger_that_is_away_is_said_with_the_next_step(tmp_path: Path) -> None:
    finished = why(tmp_path, "http://127.0.0.1:9")
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "Jaeger does not answer at http://127.0.0.1:9" in finished.stderr
    assert "sandbox up --detach" in finished.stderr
