"""Draws the parts of a random program: how long things take, and what is done within what.

Own work takes a few milliseconds or less, a call or query some tens; each event has an overhead of
its own.
"""

import random
from collections.abc import Callable, Sequence
from math import log

from tests.unit.traces.programs.running.branches import Branch, Item
from tests.unit.traces.programs.running.steps import Call, Internal, Network, Query, Step, Work

MS = 1_000_000
SERVICES = ("frontend", "inventory", "pricing", "reviews", "users", "shipping", "search", "mail")
THINGS = ("order", "price", "stock", "user", "review", "parcel", "coupon", "photo")
SYSTEMS = ("postgresql", "mysql", "mongodb", "redis")
FEWEST_SPANS, MOST_SPANS = 5, 60


class Author:
    """Writes steps; `nested` gives the steps within another, for the depth that is left."""

    def __init__(self, seed: str, nested: "Callable[[Author, int], list[Step]]") -> None:
        self.rng = random.Random(seed)
        self.spans = 1
        self.span_goal = self.rng.randint(8, 40)
        self._nested = nested
        self._pieces = 0

    def piece_id(self, what: str) -> str:
        """Name the next piece of work."""
        self._pieces += 1
        return f"{self._pieces} {what}"

    def log_normal_ns(self, median_ms: float, sigma: float) -> int:
        """Draw a duration of at least 2 us."""
        return max(2_000, round(self.rng.lognormvariate(log(median_ms), sigma) * MS))

    def start_ns(self) -> int:
        """Draw what it takes to start a coroutine."""
        return self.rng.randint(5_000, 50_000)

    def open_ns(self) -> int:
        """Draw what it takes to begin a span."""
        return self.rng.randint(1_000, 10_000)

    def resume_ns(self) -> int:
        """Draw what it takes to go on after waiting."""
        return self.rng.randint(5_000, 60_000)

    def close_ns(self) -> int:
        """Draw what it takes to end a span."""
        return self.rng.randint(1_000, 10_000)

    def chance(self, probability: float) -> bool:
        """Toss a coin."""
        return self.rng.random() < probability

    def thing(self) -> str:
        """Draw a word of the trade."""
        return self.rng.choice(THINGS)

    def service(self) -> str:
        """Draw a service."""
        return self.rng.choice(SERVICES)

    def work(self) -> Work:
        """Draw own work: mostly a few ms, else the glue between two steps, some tenths of one."""
        median_ms = 0.2 if self.chance(0.25) else 3.0
        return Work(self.piece_id("work"), self.log_normal_ns(median_ms, 0.8))

    def long_work(self) -> Work:
        """Draw work that may end long before or long after whatever is done beside it."""
        return Work(self.piece_id("work"), self.log_normal_ns(30.0, 1.3))

    def some_work(self, probability: float) -> list[Step]:
        """Draw own work, or none."""
        return [self.work()] if self.chance(probability) else []

    def pause(self) -> Work:
        """Draw the pause between two tries."""
        return Work(self.piece_id("pause"), self.log_normal_ns(40.0, 0.7))

    def remote_ns(self) -> int:
        """Draw how long a database or a foreign service takes."""
        return self.log_normal_ns(18.0, 0.9)

    def network(self) -> Network:
        """Draw the way of a request or its answer."""
        return Network(self.piece_id("network"), self.log_normal_ns(0.6, 0.8))

    def query(self, name: str = "", error: bool = False) -> Query:
        """Draw a query."""
        self.spans += 1
        name = name or f"SELECT {self.thing()}"
        return Query(
            name,
            self.piece_id("remote"),
            self.remote_ns(),
            self.rng.choice(SYSTEMS),
            self.resume_ns(),
            self.close_ns(),
            error,
        )

    def call(self, depth: int, error: bool = False, body: Sequence[Step] | None = None) -> Call:
        """Draw a call, with what its server does."""
        self.spans += 2
        return Call(
            self.service(),
            f"/{self.thing()}",
            self.network(),
            self.within(depth - 1) if body is None else body,
            self.network(),
            self.open_ns(),
            self.resume_ns(),
            self.close_ns(),
            error,
        )

    def internal(self, body: Sequence[Step]) -> Internal:
        """Wrap steps in a span, and nothing else."""
        self.spans += 1
        return Internal(f"handle_{self.thing()}", body, self.open_ns(), self.close_ns())

    def within(self, depth: int) -> list[Step]:
        """Draw what is done within a span; at the bottom it is work, of some tens of ms."""
        if depth <= 0 or self.spans >= self.span_goal:
            return [Work(self.piece_id("work"), self.log_normal_ns(12.0, 1.0))]
        return self._nested(self, depth)

    def step(self, depth: int) -> Step:
        """Draw a step that has a span: a query, a call, or an internal one."""
        if depth <= 0 or self.spans >= self.span_goal or self.chance(0.35):
            return self.query()
        if self.chance(0.6):
            return self.call(depth)
        return self.internal(self.within(depth - 1))

    def branch(self, steps: Sequence[Step]) -> Branch:
        """Give steps a coroutine of their own."""
        return Branch(steps, self.start_ns())

    def item(self, steps: Sequence[Step]) -> Item:
        """Make an item of a pool."""
        return Item(steps, self.start_ns(), self.resume_ns())
