"""The kinds of programs, each drawn from a seed, with the mix that requests are made of.

A request does several things one after another: it looks up who asks, loads, stores, answers. One
or two of these are of such a kind that somebody waits for more than the last step. So every program
has one to two plain steps before its kind and after it, in 3 of 10 cases a second construct of any
kind, and what services do within a step is a sequence in 85 of 100 cases, else again any kind.
Half of the constructs have a span just around them, as a function that gathers mostly has; of the
others every second one goes on at once, and the rest with own work, which leaves open what it had
waited for. This was drawn up from what services do, before a walk was measured by it.

`ALONE` are the same kinds with nothing but sequences and the kind itself in them; timeouts come
nowhere else.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from tests.unit.traces.programs.author import FEWEST_SPANS, MOST_SPANS, Author
from tests.unit.traces.programs.blocks import (
    fire_and_forget,
    fork_and_join,
    gather_of_chains,
    in_sequence,
    pool_with_a_limit,
    retries,
)
from tests.unit.traces.programs.exchange_blocks import locks, queue, streams, timeouts
from tests.unit.traces.programs.experiment import Program
from tests.unit.traces.programs.running.steps import Step

Block: TypeAlias = Callable[[Author, int], list[Step]]

BLOCKS: Mapping[str, Block] = MappingProxyType(
    {
        "in_sequence": in_sequence,
        "fork_and_join": fork_and_join,
        "gather_of_chains": gather_of_chains,
        "fire_and_forget": fire_and_forget,
        "pool_with_a_limit": pool_with_a_limit,
        "retries": retries,
        "queue": queue,
        "streams": streams,
        "locks": locks,
    }
)


def nested(others: Sequence[Block], author: Author, depth: int) -> list[Step]:
    """Draw what is done within a span: steps in sequence, or now and then something else."""
    if author.chance(0.85):
        return with_work(author, in_sequence(author, depth))
    return function_of(author, author.rng.choice(others)(author, depth))


def with_work(author: Author, steps: list[Step]) -> list[Step]:
    """Put own work before and after steps, or wrap them exactly."""
    if author.chance(0.2):
        return steps
    return [*author.some_work(0.8), *steps, *author.some_work(0.7)]


def function_of(author: Author, steps: list[Step]) -> list[Step]:
    """Draw how a construct stands in its function: in a span of its own, or followed by work."""
    form = author.rng.random()
    if form < 0.5:
        return [*author.some_work(0.5), author.internal(steps)]
    return [*author.some_work(0.5), *steps, *([author.work()] if form < 0.75 else [])]


def plain_steps(author: Author, depth: int) -> list[Step]:
    """Draw one or two steps, with own work after most of them."""
    steps: list[Step] = []
    for _ in range(author.rng.randint(1, 2)):
        steps += [author.step(depth), *author.some_work(0.7)]
    return steps


def program_of(kind: str, block: Block, others: Sequence[Block], seed: int) -> Program:
    """Draw a program of 5 to 60 spans around a block, maybe with another one after it."""
    for draw in range(1_000):
        author = Author(f"{kind} {seed} {draw}", partial(nested, others))
        depth = author.rng.randint(2, 4)
        steps = function_of(author, block(author, depth))
        if author.chance(0.3):
            steps += function_of(author, author.rng.choice(others)(author, depth))
        before, after = plain_steps(author, depth - 1), plain_steps(author, depth - 1)
        if FEWEST_SPANS <= author.spans <= MOST_SPANS:
            body, name = [*before, *steps, *after], f"GET /{author.thing()}"
            return Program(body, author.service(), name, author.open_ns(), seed)
    raise ValueError(f"1,000 draws gave no program of kind {kind} with 5 to 60 spans.")


EVERY_BLOCK = tuple(BLOCKS.values())
KINDS: Mapping[str, Callable[[int], Program]] = MappingProxyType(
    {kind: partial(program_of, kind, block, EVERY_BLOCK) for kind, block in BLOCKS.items()}
)
ALONE: Mapping[str, Callable[[int], Program]] = MappingProxyType(
    {
        kind: partial(program_of, kind, block, (block,))
        for kind, block in (*BLOCKS.items(), ("timeouts", timeouts))
    }
)
