"""The trace that somebody looks for is found, wherever in Jaeger it stands."""

import json
import re
import shlex
from typing import Any

import pytest

from tests.browser.otlp import MadeSpan
from tests.first_day.many_traces import hours_ago, request_spans, send_traces
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.shop import Shop
from tracing_sandbox.traces.jaeger.arrival import wait_for_whole_trace
from tracing_sandbox.traces.jaeger.client import JaegerClient

MANY = 5_000
SERVICE = "reports"
TYPED = re.compile(r"sandbox traces (.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def many(sandbox: TrialSandbox) -> list[str]:
    """Five thousand traces, of which the first ones are: the slowest, a failed one, and a large."""
    first = [
        (request_spans(SERVICE, 4_000), hours_ago(3)),
        (request_spans(SERVICE, 60, failed=True), hours_ago(2.99)),
        (request_spans(SERVICE, 900, customer="Ada"), hours_ago(2.98)),
    ]
    others = [
        (request_spans(SERVICE, 20 + number % 50), hours_ago(2.9) + number / 10)
        for number in range(MANY - len(first))
    ]
    return send_traces(sandbox, first + others)


def list_traces(sandbox: TrialSandbox, *options: str) -> dict[str, Any]:
    """Return what `sandbox traces --json` prints."""
    finished = sandbox.run("traces", "--json", *options)
    assert finished.returncode == 0, finished.stderr
    document: dict[str, Any] = json.loads(finished.stdout)
    return document


def ids_of(document: dict[str, Any]) -> list[str]:
    return [each["trace_id"] for each in document["traces"]]


def wait_for_trace(sandbox: TrialSandbox, trace_id: str) -> None:
    assert wait_for_whole_trace(JaegerClient(sandbox.jaeger_url), trace_id, 30).trace


def test_slowest_is_found_though_it_is_the_oldest_of_thousands(
    sandbox: TrialSandbox, many: list[str]
) -> None:
    found = list_traces(sandbox, "--service", SERVICE, "--slowest", "--limit", "2")
    assert ids_of(found) == [many[0], many[2]]
    assert found["complete"] is True
    assert found["searched"] < MANY / 2


def test_failed_one_is_found_though_thousands_came_after_it(
    sandbox: TrialSandbox, many: list[str]
) -> None:
    assert ids_of(list_traces(sandbox, "--service", SERVICE, "--errors")) == [many[1]]


def test_search_by_duration_operation_and_time(sandbox: TrialSandbox, many: list[str]) -> None:
    by_duration = list_traces(sandbox, "--service", SERVICE, "--min-duration", "800ms")
    assert ids_of(by_duration) == [many[2], many[0]]
    by_operation = list_traces(sandbox, "--operation", "collect", "--min-duration", "1s")
    assert ids_of(by_operation) == [many[0]]
    by_time = list_traces(sandbox, "--service", SERVICE, "--last", "4h", "--until", "178m")
    assert ids_of(by_time) == [many[2], many[1], many[0]]
    assert ids_of(list_traces(sandbox, "--service", SERVICE, "--last", "30m")) == []
    unknown = sandbox.run("traces", "--service", SERVICE, "--operation", "GET reprots")
    assert "No span has that name. There are: 'GET reports', collect" in unknown.stderr


def test_order_is_found_by_its_id(sandbox: TrialSandbox, many: list[str]) -> None:
    placed = Shop(sandbox.frontend_url).place_order("TEA-ASSAM", 1)
    wait_for_trace(sandbox, placed.trace_id)
    assert placed.trace_id in ids_of(list_traces(sandbox, "--order", placed.order_id))
    assert ids_of(list_traces(sandbox, "--order", "Ada", "--service", SERVICE)) == [many[2]]


def test_command_that_is_printed_lists_the_next_ones(
    sandbox: TrialSandbox, many: list[str]
) -> None:
    seen: list[str] = []
    options = ["--service", SERVICE, "--limit", "40"]
    for _ in range(3):
        finished = sandbox.run("traces", *options)
        seen += re.findall(r"^[0-9a-f]{32}", finished.stdout, re.MULTILINE)
        (typed,) = TYPED.findall(finished.stderr)
        options = shlex.split(typed)
    assert seen == many[::-1][:120]


def test_wrong_clocks_are_listed_and_told(sandbox: TrialSandbox) -> None:
    ahead, behind = send_traces(
        sandbox,
        [
            # Not for long: others list the newest of the same sandbox.
            (request_spans("clocks", 20), hours_ago(-1 / 20)),
            (request_spans("clocks", 20), hours_ago(72)),
        ],
    )
    finished = sandbox.run("traces", "--service", "clocks")
    assert [line[:32] for line in finished.stdout.splitlines()[::2]] == [ahead, behind]
    assert "1 begins in the future" in finished.stderr
    assert list_traces(sandbox, "--service", "clocks")["in_future"] == 1


def test_old_ones_that_came_last_are_told(sandbox: TrialSandbox, many: list[str]) -> None:
    send_traces(sandbox, [(request_spans(SERVICE, 20), hours_ago(72))] * 3)
    finished = sandbox.run("traces", "--service", SERVICE)
    assert "3 of those that came last began over a day ago. " in finished.stderr
    (typed,) = [each for each in TYPED.findall(finished.stderr) if "1d" in each]
    found = list_traces(sandbox, *shlex.split(typed))
    assert len(ids_of(found)) == 3


def test_list_says_date_and_zone(sandbox: TrialSandbox, many: list[str]) -> None:
    listed = sandbox.run("traces", "--service", SERVICE, "--limit", "1")
    pattern = r"  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC  "
    assert re.search(pattern, listed.stdout), listed.stderr


def test_refusal_is_no_failure(sandbox: TrialSandbox) -> None:
    refused = Shop(sandbox.frontend_url).place_order("TEA-SILVER-NEEDLE", 1000)
    assert refused.status == 409
    wait_for_trace(sandbox, refused.trace_id)
    found = list_traces(sandbox, "--service", "frontend", "--last", "15m")
    (listed,) = [each for each in found["traces"] if each["trace_id"] == refused.trace_id]
    assert listed["error_count"] == 0
    assert refused.trace_id not in ids_of(
        list_traces(sandbox, "--service", "frontend", "--errors", "--last", "15m")
    )


@pytest.mark.parametrize("command", ["traces", "why"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_unknown_service_is_told_with_those_there_are(
    sandbox: TrialSandbox, many: list[str], command: str, form: tuple[str, ...]
) -> None:
    finished = sandbox.run(command, "--service", "nobody", *form)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "no service nobody" in finished.stderr
    assert SERVICE in finished.stderr


def test_assets_and_pages_about_the_api_stand_not_in_between(sandbox: TrialSandbox) -> None:
    asset = MadeSpan("assets", "GET", 0, 3, kind="server", attributes={"url.path": "/favicon.ico"})
    check = MadeSpan("assets", "GET", 0, 3, kind="server", attributes={"url.path": "/health"})
    sent = send_traces(
        sandbox,
        [
            ([asset], hours_ago(0.3)),
            ([check], hours_ago(0.2)),
            (request_spans("assets", 20), hours_ago(0.1)),
        ],
    )
    assert ids_of(list_traces(sandbox, "--service", "assets")) == [sent[2]]
    assert ids_of(list_traces(sandbox, "--service", "assets", "--all")) == sent[::-1]
    assert "2 left out" in sandbox.run("traces", "--service", "assets").stderr


def test_wrong_value_is_told_with_an_example(sandbox: TrialSandbox) -> None:
    finished = sandbox.run("traces", "--min-duration", "fast")
    assert finished.returncode == 2
    assert "for example 250ms" in finished.stderr
