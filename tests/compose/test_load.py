"""Locust's container sends shoppers and planned traffic, and each request has its whole trace."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command_blocks import blocks
from tests.compose.container_sandbox import ContainerSandbox
from tests.e2e.traces_of import wait_for_whole_traces
from tracing_sandbox.traces.jaeger.client import JaegerClient

SHOPPING = ("--headless", "-u", "5", "-r", "5", "-t", "10s", "--trace-log", "/dev/stdout")
RESULT = "cat $SANDBOX_HOME/load/*/result.json"
# On a busy machine a run may say that it is not valid.
LOAD = re.compile(r"^.+ sandbox load .+$", re.MULTILINE)


def test_every_order_of_the_shoppers_has_its_whole_trace(
    containers: ContainerSandbox, jaeger: JaegerClient
) -> None:
    finished = containers.try_compose("run", "--rm", "--no-deps", "locust", *SHOPPING)
    lines = [json.loads(line) for line in finished.stdout.splitlines() if line.startswith("{")]
    traces = wait_for_whole_traces(jaeger, [line["trace_id"] for line in lines])
    assert finished.returncode == 0, finished.stdout
    assert {line["status"] for line in lines} <= {201, 409}
    assert len(traces) == len(lines) > 0


@pytest.fixture
def without_locust(containers: ContainerSandbox) -> Iterator[ContainerSandbox]:
    """Give the containers, and leave none of Locust's among them."""
    yield containers
    containers.compose("rm", "--stop", "--force", "locust")


def test_planned_traffic_is_joined_and_reported_as_its_page_says(
    without_locust: ContainerSandbox, tmp_path: Path
) -> None:
    (commands,) = blocks("containers", "docs/load.md")
    typed = without_locust.type_in_a_shell(LOAD.sub(r"\g<0> || test $? = 1", commands), tmp_path)
    assert typed.returncode == 0, typed.stdout + typed.stderr
    assert all_joined(
        json.loads(without_locust.compose("exec", "-T", "locust", "sh", "-c", RESULT))
    )
    report = (tmp_path / "report.html").read_text()
    assert f'href="{without_locust.frontend_url}/traces/' in report
    again = "docker compose exec locust sandbox load --rate 10 --duration 10s"
    assert (again in report, again in typed.stdout) == (True, True)


def all_joined(document: dict[str, Any]) -> bool:
    """Tell whether all that was planned was sent, and has its whole trace."""
    requests, join = document["requests"], document["join"]
    assert (requests["sent"], join["joined"]) == (requests["planned"], join["records"])
    return not (join["lost"] or join["broken"])
