"""What is different in one run of the simulated system: what is slow, failing, left out or lost."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tracing_sandbox.traces.reading.span import Span


class Place(NamedTuple):
    """Where time is taken: by whom, in which operation, in what way, and towards whom.

    `what` is one of work, entry, network, database, remote, pause, queue. Towards: the called
    service, the database system, the host, or the queue.
    """

    service: str
    operation: str
    what: str
    toward: str


@dataclass(frozen=True)
class Slowing:
    """Time that places take on top, as a fault or as a habit; what is None matches any.

    Added is a time between `low_ms` and `high_ms`, and `factor` multiplies what is natural.
    `rate` is the share of the visits that are struck. With a `tail` it is `low_ms` and an
    exponential time, `high_ms` less `low_ms` in the mean, so there is no most.
    """

    low_ms: float = 0.0
    high_ms: float = 0.0
    service: str | None = None
    operation: str | None = None
    what: str | None = None
    toward: str | None = None
    rate: float = 1.0
    factor: float = 1.0
    tail: bool = False

    def is_at(self, place: Place) -> bool:
        return all(
            mine is None or mine == its
            for mine, its in zip(
                (self.service, self.operation, self.what, self.toward), place, strict=True
            )
        )

    def draw_ms(self, luck: random.Random, natural_ms: float) -> float:
        """Draw the time that is added at one visit; 0 where it was not struck."""
        struck, spread = luck.random() < self.rate, self.high_ms - self.low_ms
        ms = self.low_ms + (luck.expovariate(1.0) if self.tail else luck.random()) * spread
        return ms + natural_ms * (self.factor - 1.0) if struck else 0.0


class Callee(NamedTuple):
    """A service and what it is asked for."""

    service: str
    name: str


@dataclass
class Plan:
    """What is different in one run.

    The key of a delay is (service, operation, what), with what as of a `Place`. A call in `skips`
    is left out in that share of its visits; before the calls in `stops_at` the caller gives its
    answer at once, as if nothing were wrong. Before `refuses` a service answers with that status.
    """

    delays_ms: dict[tuple[str, str, str], float] = field(default_factory=dict)
    slowings: Sequence[Slowing] = ()
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    failing_times: dict[tuple[str, str], int] = field(default_factory=dict)
    skips: Mapping[Callee, float] = field(default_factory=dict)
    stops_at: frozenset[Callee] = frozenset()
    refuses: Mapping[str, int] = field(default_factory=dict)
    slower: float = 1.0
    cold: frozenset[str] = frozenset()
    clock_offsets_ms: Mapping[str, float] = field(default_factory=dict)
    lose: Callable[[Span], bool] = lambda span: False
    deliver_twice: bool = False
    queries_per_item: int = 1
    calls_per_item: int = 1
    rows: int = 3
    marks_inner_errors: bool = True
    addresses: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    names_peers: bool = False
