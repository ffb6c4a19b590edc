"""Open arrivals: `locust -f loadtest/arrivals.py --headless --plan FILE --record FILE`."""

from typing import Any

from locust import User, events, task

from loadtest.arrival_options import add_arrival_options
from loadtest.generator import Generator

__all__ = ["Visitors"]


class Visitors(User):
    """Stands for all who come by the plan: they are no users of Locust's, which come as they go."""

    @task
    def come(self) -> None:
        """Wait until all have come and gone."""
        self.environment.generator.over.wait()


def prepare(environment: Any, **_: object) -> None:
    """Read the plan, and be there when Locust starts and stops."""
    environment.generator = Generator(environment)


events.init_command_line_parser.add_listener(add_arrival_options)  # type: ignore[no-untyped-call]
events.init.add_listener(prepare)  # type: ignore[no-untyped-call]
