"""The kinds of programs, each drawn from a seed; within its steps, any kind may come again.

`ALONE` are the same kinds, within whose steps come only sequences and the kind itself.
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
from tests.unit.traces.programs.exchange_blocks import locks, queue, streams
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


def program_of(kind: str, seed: int, within: Block = nested) -> Program:
    """Draw a program of 5 to 60 spans; `within` draws what is done within its steps."""
    for draw in range(1_000):
        author = Author(f"{kind} {seed} {draw}", within)
        depth = author.rng.randint(2, 4)
        before = [author.step(depth - 1)] if author.chance(0.3) else []
        block = with_work(author, BLOCKS[kind](author, depth))
        after = [author.step(depth - 1)] if author.chance(0.3) else []
        if FEWEST_SPANS <= author.spans <= MOST_SPANS:
            name = f"GET /{author.thing()}"
            return Program(
                [*before, *block, *after], author.service(), name, author.open_ns(), seed
            )
    raise ValueError(f"1,000 draws gave no program of kind {kind} with 5 to 60 spans.")


def nested_alone(kind: str, author: Author, depth: int) -> list[Step]:
    """Draw what is done within a span: steps in sequence, or the kind of the whole program."""
    inner = "in_sequence" if author.chance(0.5) else kind
    return with_work(author, BLOCKS[inner](author, depth))


KINDS: Mapping[str, Callable[[int], Program]] = MappingProxyType(
    {kind: partial(program_of, kind) for kind in BLOCKS}
)
ALONE: Mapping[str, Callable[[int], Program]] = MappingProxyType(
    {kind: partial(program_of, kind, within=partial(nested_alone, kind)) for kind in BLOCKS}
)
