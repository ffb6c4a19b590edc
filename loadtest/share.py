"""What one process has to send: the whole plan, or what its master gives it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

from loadtest.otel_settings import read_own
from loadtest.wall_clock import NS_PER_S
from tracing_sandbox.load.planning.plan import Arrival


@dataclass(frozen=True)
class Share:
    """Arrivals, whose times count from `began_ns`; `run_key` is the same for all of one run.

    `otel` are the `OTEL_*` of whoever shares out, for workers that have none of their own.
    Two runs of one plan have two keys: the shop would answer the second with the first one's
    orders.
    """

    arrivals: Sequence[Arrival]
    began_ns: int
    run_key: str
    worker: int = 0
    otel: Mapping[str, str] = field(default_factory=dict)

    def to_message(self) -> dict[str, Any]:
        """Write it as what Locust sends between processes."""
        lines = [arrival.to_line() for arrival in self.arrivals]
        return {**vars(self), "arrivals": lines}

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Self:
        """Read it back."""
        arrivals = [Arrival.from_line(line) for line in message["arrivals"]]
        return cls(**{**message, "arrivals": arrivals})


def split_plan(plan: Sequence[Arrival], workers: int, start_at_ns: int | None) -> list[Share]:
    """Give every worker each so manieth arrival, from a second after now on unless told when."""
    began_ns = start_at_ns or time.time_ns() + NS_PER_S
    run_key = uuid4().hex
    otel = read_own()
    return [
        Share(plan[number::workers], began_ns, run_key, number, otel) for number in range(workers)
    ]
