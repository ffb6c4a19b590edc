"""Open arrivals: `locust -f loadtest/arrivals.py --headless --plan FILE --record FILE`."""

import sys
from typing import Any

import psutil
from locust import User, events, task
from locust.exception import StopUser
from locust.runners import MasterRunner, WorkerRunner

from loadtest.alone import Alone
from loadtest.arrival_options import add_arrival_options, check_host, read_given_plan
from loadtest.generator import Generator
from loadtest.master import Master
from loadtest.worker import Worker
from tracing_sandbox.errors import WrongUsageError

__all__ = ["Visitors"]

WRONG_USAGE = 2


class Visitors(User):
    """Stands for all who come by the plan: Locust wants a user, and they are no loop of one."""

    @task
    def come(self) -> None:
        """Wait until all have come and gone."""
        self.environment.generator.over.wait()
        raise StopUser


def prepare(environment: Any, **_: object) -> None:
    """Be there when Locust starts and stops; wrong usage ends it in one line."""
    try:
        environment.generator = build_generator(environment)
    except WrongUsageError as error:
        sys.stderr.write(f"{error.what} {error.next_step}\n")
        end_workers()
        sys.exit(WRONG_USAGE)


def end_workers() -> None:
    """End what `--processes` has started by now: a Locust that ends this early leaves it behind."""
    for worker in psutil.Process().children():
        worker.terminate()


def build_generator(environment: Any) -> Generator:
    """Build what this process is: a worker, their master, or all in one."""
    if isinstance(environment.runner, WorkerRunner):
        return Worker(environment)
    check_host(environment.host)
    plan = read_given_plan(environment.parsed_options)
    if isinstance(environment.runner, MasterRunner):
        return Master(environment, plan)
    return Alone(environment, plan)


events.init_command_line_parser.add_listener(add_arrival_options)  # type: ignore[no-untyped-call]
events.init.add_listener(prepare)  # type: ignore[no-untyped-call]
