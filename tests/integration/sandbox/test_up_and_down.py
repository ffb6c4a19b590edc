"""`up` and `down` say what they do, and `down` leaves nothing behind."""

import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.waiting import wait_until
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.binaries import install_binaries
from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.trial import TrialSandbox

PARTS = ("jaeger", "collector", "thirdparty", "inventory", "frontend")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialSandbox]:
    """Give another sandbox, which is to send its spans to a second backend as well."""
    sandbox = TrialSandbox.on_free_ports(
        tmp_path_factory.mktemp("other"),
        SANDBOX_SECOND_OTLP_ENDPOINT="http://127.0.0.1:9",
        SANDBOX_SECOND_OTLP_HEADERS='{"x-api-key": "not-for-files"}',
    )
    yield sandbox
    sandbox.down()


@pytest.fixture(scope="module")
def said(other: TrialSandbox) -> str:
    """Start the other sandbox; return what the start has said."""
    finished = other.run("up", "--detach")
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def nothing_is_left(sandbox: TrialSandbox) -> bool:
    ports = [int(v) for name, v in sandbox.environment.items() if name.endswith("_PORT")]
    return not find_processes(sandbox.home) and not any(is_open(port) for port in ports)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_up_shows_each_part_and_what_to_do_next(said: str) -> None:
    lines = said.splitlines()
    assert [line.split()[0] for line in lines[1:6]] == list(PARTS)
    assert all("healthy" in line for line in lines[1:6])
    assert "sandbox order" in said


def test_up_twice_is_content(running: TrialSandbox) -> None:
    again = running.run("up", "--detach")
    assert (again.returncode, "already up" in again.stdout) == (0, True)


def test_up_while_another_starts_leaves_it_alone(native: TrialSandbox) -> None:
    first = native.spawn("up", "--detach")
    wait_until(lambda: (native.home / "supervisord.conf").exists(), "the first to start", 30)
    first.send_signal(signal.SIGSTOP)
    try:
        second = native.run("up", "--detach")
    finally:
        first.send_signal(signal.SIGCONT)
    said, _ = first.communicate(timeout=120)
    assert (first.returncode, second.returncode) == (0, 1), said
    assert f"Another command is starting parts in {native.home}." in second.stderr


@pytest.mark.usefixtures("said")
def test_no_key_of_a_second_backend_is_written(other: TrialSandbox) -> None:
    other.require("restart", "collector")
    written = [path for path in other.home.rglob("*") if path.is_file()]
    assert written
    assert [path for path in written if b"not-for-files" in path.read_bytes()] == []


def test_up_with_another_database_says_what_is_up(running: TrialSandbox) -> None:
    other = running.run("up", "--detach", "--database", "postgresql")
    assert other.returncode == 1
    assert "already up with sqlite" in other.stderr
    assert "sandbox down" in other.stderr


def test_up_names_a_busy_port_and_its_setting(native: TrialSandbox) -> None:
    port = int(native.environment["SANDBOX_INVENTORY_PORT"])
    with socket.create_server(("127.0.0.1", port)):
        finished = native.run("up", "--detach")
    assert finished.returncode == 1
    assert f"Port {port} is busy (inventory)." in finished.stderr
    assert "SANDBOX_INVENTORY_PORT" in finished.stderr


def test_up_names_a_wrong_setting(native: TrialSandbox) -> None:
    native.environment["SANDBOX_FRONTEND_PORT"] = "http"
    finished = native.run("up")
    native.environment["SANDBOX_FRONTEND_PORT"] = "8000"
    assert finished.returncode == 1
    assert finished.stderr.startswith("Error: SANDBOX_FRONTEND_PORT=http:")


def test_up_in_a_folder_that_is_a_file_says_so(native: TrialSandbox) -> None:
    native.home.write_text("in the way")
    finished = native.run("up", "--detach")
    native.home.unlink()
    assert finished.returncode == 1
    assert "Set SANDBOX_HOME" in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("thirdparty", "SANDBOX_THIRDPARTY_LATENCY_MS", "never"),
        ("frontend", "SANDBOX_INVENTORY_TIMEOUT_S", "301"),
    ],
)
def test_up_shows_the_log_of_a_part_that_does_not_start(
    native: TrialSandbox, part: str, name: str, value: str
) -> None:
    native.environment[name] = value
    finished = native.run("up", "--detach")
    assert finished.returncode == 1
    assert f"{part} ended right after its start" in finished.stderr
    assert f"{name}={value}: " in finished.stderr
    assert nothing_is_left(native)


def test_up_in_the_foreground_stops_everything_on_interrupt(native: TrialSandbox) -> None:
    process = native.spawn("up")
    read_until(process, "Ctrl-C")
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "Stopped." in said
    assert nothing_is_left(native)


def test_up_interrupted_while_starting_leaves_nothing(native: TrialSandbox, tmp_path: Path) -> None:
    jaeger = install_binaries()["jaeger"]
    never_well = tmp_path / "jaeger"
    never_well.write_text(
        f'#!/bin/sh\n[ "$1" = --config ] && exec sleep 600\nexec "{jaeger}" "$@"\n'
    )
    never_well.chmod(0o755)
    native.environment["SANDBOX_JAEGER"] = str(never_well)
    process = native.spawn("up")
    wait_until(lambda: (native.home / "supervisor.sock").exists(), "supervisord to start", 30)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert nothing_is_left(native)


def test_down_without_a_sandbox_says_so(native: TrialSandbox) -> None:
    finished = native.run("down")
    assert (finished.returncode, "No sandbox is running" in finished.stdout) == (0, True)


def test_down_ends_what_a_killed_foreground_has_left(native: TrialSandbox) -> None:
    process = native.spawn("up")
    read_until(process, "Ctrl-C")
    process.kill()
    process.communicate(timeout=60)
    native.down()
    assert nothing_is_left(native)


def test_status_tells_state_pid_and_memory_of_each_part(running: TrialSandbox) -> None:
    document = json.loads(running.run("status", "--json").stdout)
    assert {part["name"] for part in document["parts"]} == {*PARTS, "supervisor"}
    assert {part["state"] for part in document["parts"]} == {"running"}
    assert all(psutil.pid_exists(part["pid"]) for part in document["parts"])
    assert document["memory_mb"] == pytest.approx(
        sum(part["memory_mb"] for part in document["parts"]), abs=0.5
    )


def test_status_tells_a_part_that_runs_and_does_not_answer(running: TrialSandbox) -> None:
    parts = json.loads(running.run("status", "--json").stdout)["parts"]
    frozen = psutil.Process(next(part["pid"] for part in parts if part["name"] == "collector"))
    frozen.suspend()
    try:
        seen = running.run("status")
    finally:
        frozen.resume()
    row, said = [line for line in seen.stdout.splitlines() if line.startswith("collector")]
    assert (seen.returncode, "not answering" in row) == (1, True)
    assert said == f"collector is not answering. See why: {typed('logs collector')}"


def test_status_of_nothing_fails_with_the_next_step(native: TrialSandbox) -> None:
    finished = native.run("status", "--json")
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "sandbox up" in finished.stderr


def test_logs_show_one_part_or_all(running: TrialSandbox) -> None:
    assert "gunicorn" in running.run("logs", "inventory").stdout
    assert "==> jaeger" in running.run("logs").stdout
    wrong = running.run("logs", "invntory")
    assert (wrong.returncode, "inventory" in wrong.stderr) == (2, True)


def test_reset_starts_anew(running: TrialSandbox) -> None:
    ordered = json.loads(running.run("order", "--json").stdout)
    finished = running.run("reset", "--yes")
    assert finished.returncode == 0, finished.stderr
    assert running.run("trace", ordered["trace_id"]).returncode == 1
    order = requests.get(f"{running.frontend_url}/api/orders/{ordered['order']['id']}", timeout=10)
    assert order.status_code == 404
    assert running.run("order").returncode == 0


@pytest.mark.usefixtures("said")
def test_two_sandboxes_run_side_by_side(running: TrialSandbox, other: TrialSandbox) -> None:
    ids = [json.loads(s.run("order", "--json").stdout)["trace_id"] for s in (running, other)]
    assert running.run("trace", ids[1]).returncode == 1
    assert other.run("trace", ids[1]).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [["orde"], ["order", "--quantity", "x"], ["up", "--database", "oracle"], ["trace"], ["--x"]],
)
def test_wrong_usage_is_exit_2(native: TrialSandbox, arguments: list[str]) -> None:
    finished = native.run(*arguments)
    assert finished.returncode == 2
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("arguments", [["order"], ["order", "--json"], ["trace", "a" * 32]])
def test_commands_without_a_sandbox_say_how_to_start_one(
    native: TrialSandbox, arguments: list[str]
) -> None:
    finished = native.run(*arguments)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "sandbox up" in finished.stderr
    assert "Traceback" not in finished.stderr


# Last: it ends what the others ask.
def test_down_ends_what_a_killed_supervisor_has_left(running: TrialSandbox) -> None:
    pid = int((running.home / "supervisord.pid").read_text())
    psutil.Process(pid).kill()
    wait_until(lambda: not psutil.pid_exists(pid), "supervisord's end")
    for command in (["up", "--detach"], ["reset", "--yes"], ["status"]):
        left = running.run(*command)
        assert left.returncode == 1
        assert "of an earlier run" in left.stderr
        assert "sandbox down" in left.stderr
    running.down()
    assert nothing_is_left(running)


def read_until(process: "subprocess.Popen[str]", text: str) -> str:
    """Return the process's output up to a line with this text; its end is an error."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError("".join(lines))
