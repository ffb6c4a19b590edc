"""The tool in a container, for whoever has Docker and no Python: `docker compose exec frontend`."""

import json
import re

import pytest

from tests.compose.container_sandbox import ContainerSandbox

SANDBOX = ("exec", "-T", "frontend", "sandbox")


def test_order_and_what_it_left_are_shown_with_pages_that_a_browser_finds(
    containers: ContainerSandbox,
) -> None:
    shown = containers.compose(*SANDBOX, "order")
    page = rf"See it: {re.escape(containers.frontend_url)}/traces/([0-9a-f]{{32}})/"
    found = re.search(page, shown)
    assert found
    assert "look_up_price" in containers.compose(*SANDBOX, "trace", found[1])
    assert found[1] in containers.compose(*SANDBOX, "traces")
    assert "POST api/orders" in containers.compose(*SANDBOX, "compare", found[1], found[1])
    assert containers.frontend_url in containers.compose(*SANDBOX, "why")


def test_file_of_traces_comes_in_by_stdin(containers: ContainerSandbox) -> None:
    shown = containers.compose("exec", "-T", "frontend", "sandbox", "order", "--json")
    trace_id = json.loads(shown)["trace_id"]
    again = containers.try_compose(*SANDBOX, "trace", "/dev/stdin", stdin=shown)
    assert again.returncode == 0, again.stderr
    assert trace_id in again.stdout + shown


def test_status_tells_of_every_part_and_exporter(containers: ContainerSandbox) -> None:
    document = json.loads(containers.compose(*SANDBOX, "status", "--json"))
    assert {part["name"]: part["state"] for part in document["parts"]} == dict.fromkeys(
        ("collector", "frontend", "inventory", "jaeger", "postgres", "thirdparty"), "running"
    )
    (jaeger,) = document["collector"]["exporters"]
    assert (jaeger["name"], jaeger["dropped"]) == ("otlp_http/jaeger", 0)
    assert jaeger["sent"] > 0


def test_status_tells_a_part_that_does_not_answer(containers: ContainerSandbox) -> None:
    containers.compose("stop", "thirdparty")
    try:
        seen = containers.try_compose(*SANDBOX, "status")
    finally:
        containers.up()
    (line,) = [one for one in seen.stdout.splitlines() if one.startswith("thirdparty")]
    assert (seen.returncode, "not answering" in line) == (1, True)


@pytest.mark.parametrize(
    ("command", "instead"),
    [
        ("up", "docker compose up --detach --wait"),
        ("down", "docker compose down"),
        ("reset", "docker compose down --volumes && docker compose up --detach --wait"),
        ("restart", "docker compose up --detach --wait --force-recreate"),
        ("logs", "docker compose logs"),
    ],
)
def test_what_is_done_outside_says_how(
    containers: ContainerSandbox, command: str, instead: str
) -> None:
    tried = containers.try_compose(*SANDBOX, command)
    assert (tried.returncode, tried.stdout) == (2, "")
    assert tried.stderr.splitlines()[-1] == f"Outside of it: {instead}"
