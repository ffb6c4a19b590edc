"""The kinds of programs, each drawn from a seed; within its steps, any kind may come again.

`ALONE` are the same kinds, within whose steps come only sequences and the kind itself; timeouts
come nowhere else.
"""

from collections.abc import Callable, Mapping
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


def nested(author: Author, depth: int) -> list[Step]:
    """Draw what is done within a span: mostly steps in sequence, else any kind."""
    kind = "in_sequence" if author.chance(0.5) else author.rng.choice(tuple(BLOCKS))
    return with_work(author, BLOCKS[kind](author, depth))


def with_work(author: Author, steps: list[Step]) -> list[Step]:
    """Put own work before and after steps, or wrap them exactly."""
    if author.chance(0.2):
        return steps
    return [*author.some_work(0.8), *steps, *author.some_work(0.7)]


def alone(block: Block, author: Author, depth: int) -> list[Step]:
    """Draw what is done within a span: steps in sequence, or the block of the whole program."""
    return with_work(author, (in_sequence if author.chance(0.5) else block)(author, depth))


def program_of(kind: str, block: Block, within: Block, seed: int) -> Program:
    """Draw a program of 5 to 60 spans around a block; `within` draws what its steps do."""
    for draw in range(1_000):
        author = Author(f"{kind} {seed} {draw}", within)
        depth = author.rng.randint(2, 4)
        before = [author.step(depth - 1)] if author.chance(0.3) else []
        steps = with_work(author, block(author, depth))
        after = [author.step(depth - 1)] if author.chance(0.3) else []
        if FEWEST_SPANS <= author.spans <= MOST_SPANS:
            body, name = [*before, *steps, *after], f"GET /{author.thing()}"
            return Program(body, author.service(), name, author.open_ns(), seed)
    raise ValueError(f"1,000 draws gave no program of kind {kind} with 5 to 60 spans.")


KINDS: Mapping[str, Callable[[int], Program]] = MappingProxyType(
    {kind: partial(program_of, kind, block, nested) for kind, block in BLOCKS.items()}
)
ALONE: Mapping[str, Callable[[int], Program]] = MappingProxyType(
    {
        kind: partial(program_of, kind, block, partial(alone, block))
        for kind, block in (*BLOCKS.items(), ("timeouts", timeouts))
    }
)
