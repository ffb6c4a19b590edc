"""Random traces over several services, whole, with the ledger of each process."""

import random

from tests.unit.doctor.made_orders import Order
from tests.unit.traces.drawn.sketch import Node, client, internal, server

SERVICES = ("shop", "stock", "prices", "mail")
LENGTH_MS = 1000.0


def random_node(seed: int) -> Node:
    """A request through up to four services, each with steps and calls of its own."""
    rng = random.Random(f"tree {seed}")
    return _request(rng, 0, 0.0, LENGTH_MS)


def _request(rng: random.Random, depth: int, start: float, end: float) -> Node:
    service = SERVICES[depth]
    name = f"{service} POST /{service}"
    return server(name, start, end, *_steps(rng, depth, start, end))


def _steps(rng: random.Random, depth: int, start: float, end: float) -> list[Node]:
    """One to three steps, one after the other; the first calls the next service, if there is."""
    count = rng.randint(1, 3)
    width = (end - start) / (count + 1)
    steps = []
    for number in range(count):
        begins = start + width * (number + 0.2)
        ends = begins + width * 0.8
        calls = number == 0 and depth + 1 < len(SERVICES)
        steps.append(_step(rng, depth, number, begins, ends, calls=calls))
    return steps


def _step(
    rng: random.Random, depth: int, number: int, start: float, end: float, *, calls: bool
) -> Node:
    service = SERVICES[depth]
    inner = start + (end - start) * 0.1, end - (end - start) * 0.1
    within: list[Node] = []
    if calls:
        request = _request(rng, depth + 1, inner[0] + 0.1, inner[1] - 0.1)
        within.append(client(f"{service} POST", *inner, request))
    elif rng.random() < 0.5:
        within.append(internal(f"{service} detail_{number}_x", *inner))
    return internal(f"{service} step_{'abc'[number]}", start, end, *within)


def random_tree(seed: int, number: int = 0) -> Order:
    """The spans of such a request; those of one seed are alike but for ids and time."""
    return Order(number, random_node(seed))
