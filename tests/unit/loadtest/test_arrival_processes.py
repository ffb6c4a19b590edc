"""Locust's own `--processes` with a plan that is missing: nobody is left to wait for it."""

from pathlib import Path

import psutil

from tests.unit.loadtest.arrival_runs import GeneratorProcess
from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_port


def test_workers_end_with_a_master_that_is_used_wrongly(tmp_path: Path) -> None:
    ports = ("--master-bind-port", str(free_port()))
    ended = GeneratorProcess(tmp_path, "--processes", "2", *ports).wait()
    assert (ended.code, "--plan is missing" in ended.said) == (2, True)
    wait_until(lambda: not at_work_in(tmp_path), "the workers' end")


def at_work_in(folder: Path) -> list[psutil.Process]:
    """List the processes whose folder it is."""
    found = psutil.process_iter(["cwd"])
    return [process for process in found if process.info["cwd"] == str(folder)]
