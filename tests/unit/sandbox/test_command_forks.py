"""A command that the tests run in a fork does what it does when it is started afresh."""

import socket
import subprocess
from pathlib import Path

import pytest

from tests.command_forks import CommandForks, run_afresh
from tracing_sandbox.running.trial import clean_environment

FORKS = CommandForks()


def test_fork_says_and_ends_as_a_fresh_start_does() -> None:
    for arguments in (["--version"], ["trace", "/nowhere.json"], ["orde"]):
        forked = FORKS.run(arguments, clean_environment(), 60)
        fresh = run_afresh(arguments, clean_environment(), 60)
        assert (forked.args, forked.returncode, forked.stdout, forked.stderr) == (
            fresh.args,
            fresh.returncode,
            fresh.stdout,
            fresh.stderr,
        )


def test_each_fork_has_an_environment_of_its_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        environment = {**clean_environment(), "SANDBOX_HOME": str(tmp_path / name)}
        assert f"in {tmp_path / name}.\n" in FORKS.run(["status"], environment, 60).stderr


def test_fork_that_takes_too_long_is_ended_and_the_next_one_runs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        environment = {**clean_environment(), "SANDBOX_JAEGER_URL": url}
        with pytest.raises(subprocess.TimeoutExpired):
            FORKS.run(["traces"], environment, 0.2)
    assert FORKS.run(["--version"], environment, 60).returncode == 0
