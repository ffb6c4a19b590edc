"""The kinds of programs, each drawn from a seed; within its steps, any kind may come again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from tests.unit.traces.programs.author import FEWEST_SPANS, MOST_SPANS, Author
from tests.unit.traces.programs.branches import Forget, Fork, Pool
from tests.unit.traces.programs.exchanges import Chunk, Locked, Reply, Send, Stream
from tests.unit.traces.programs.experiment import Program
from tests.unit.traces.programs.steps import Step, Work

Block: TypeAlias = Callable[[Author, int], list[Step]]


def in_sequence(author: Author, depth: int) -> list[Step]:
    """Steps one after another, with own work between most of them."""
    steps: list[Step] = []
    for _ in range(author.rng.randint(2, 4)):
        steps += [author.step(depth), *author.some_work(0.7)]
    return steps


def fork_and_join(author: Author, depth: int) -> list[Step]:
    """Some branches of one step each; the forker may do something until it waits for them."""
    branches = [
        author.branch([*author.some_work(0.3), author.step(depth)])
        for _ in range(author.rng.randint(2, 4))
    ]
    meanwhile = [author.step(0)] if author.chance(0.2) else []
    return [Fork(branches, meanwhile, author.resume_ns())]


def gather_of_chains(author: Author, depth: int) -> list[Step]:
    """Branches of several steps, which have no span around them."""
    lengths = [author.rng.randint(2, 3)]
    lengths += [author.rng.choice((1, 1, 2, 3)) for _ in range(author.rng.randint(1, 2))]
    author.rng.shuffle(lengths)
    branches = [author.branch(chain(author, depth, length)) for length in lengths]
    return [Fork(branches, (), author.resume_ns())]


def chain(author: Author, depth: int, length: int) -> list[Step]:
    """Steps one after another, in the span of the one who started them."""
    steps = [*author.some_work(0.2), author.step(depth)]
    for _ in range(length - 1):
        steps += [*author.some_work(0.6), author.step(depth)]
    return steps


def fire_and_forget(author: Author, depth: int) -> list[Step]:
    """A span that is begun and left alone, to go on meanwhile with another one."""
    forgotten = author.step(depth) if author.chance(0.5) else author.internal([long_work(author)])
    meanwhile = [author.step(depth), *author.some_work(0.5)]
    if author.chance(0.4):
        meanwhile += [author.step(depth), *author.some_work(0.5)]
    return [Forget(author.branch([forgotten])), *meanwhile]


def long_work(author: Author) -> Work:
    """Work that may end long before or long after whatever is done beside it."""
    return Work(author.piece_id("work"), author.log_normal_ns(30.0, 1.3))


def pool_with_a_limit(author: Author, depth: int) -> list[Step]:
    """More items than slots."""
    limit = author.rng.randint(1, 3)
    items = [
        author.item([author.step(depth), *author.some_work(0.2)])
        for _ in range(limit + author.rng.randint(1, 4))
    ]
    return [Pool(limit, items, author.resume_ns())]


def retries(author: Author, depth: int) -> list[Step]:
    """Tries that fail, with a pause after each, and one that does not; maybe beside others."""
    if author.chance(0.6):
        return tries(author, depth)
    others = [author.branch([author.step(depth)]) for _ in range(author.rng.randint(1, 2))]
    branches = [author.branch(tries(author, depth)), *others]
    author.rng.shuffle(branches)
    return [Fork(branches, (), author.resume_ns())]


def tries(author: Author, depth: int) -> list[Step]:
    """One and the same step, until it does not fail."""
    steps: list[Step] = []
    failures = author.rng.randint(1, 3)
    if author.chance(0.5):
        query = author.query()
        for _ in range(failures):
            failed = author.query(query.name, error=True)
            steps += [replace(failed, system=query.system), author.pause()]
        return [*steps, query]
    call = author.call(depth)
    for _ in range(failures):
        failed_call = author.call(0, error=True)
        failed_call = replace(failed_call, service=call.service, route=call.route)
        steps += [failed_call, author.pause()]
    return [*steps, call]


def queue(author: Author, depth: int) -> list[Step]:
    """Messages to a worker, and then work beside it; or a request that waits for its reply."""
    topic = f"{author.thing()}.{author.piece_id('topic').split()[0]}"
    if author.chance(0.5):
        meanwhile = [author.step(0)] if author.chance(0.3) else []
        return [send(author, depth, topic, reply(author, meanwhile))]
    steps: list[Step] = []
    for _ in range(author.rng.randint(1, 3)):
        steps += [send(author, depth, topic, None), *author.some_work(0.5)]
    return [*steps, author.step(depth)]


def send(author: Author, depth: int, topic: str, answer: Reply | None) -> Send:
    """A message, and what its consumer does with it."""
    author.spans += 2
    return Send(
        topic=topic,
        service=author.service(),
        publish=Work(author.piece_id("publish"), author.log_normal_ns(0.8, 0.6)),
        body=author.within(depth - 1),
        delivery_ns=author.log_normal_ns(1.5, 1.0),
        take_ns=author.resume_ns(),
        open_ns=author.open_ns(),
        close_ns=author.close_ns(),
        reply=answer,
        afterwards=author.some_work(0.4),
    )


def reply(author: Author, meanwhile: list[Step]) -> Reply:
    """The answer to a message."""
    reading = f"receive {author.thing()}.reply" if author.chance(0.5) else ""
    author.spans += 2 if reading else 1
    return Reply(
        Work(author.piece_id("publish"), author.log_normal_ns(0.8, 0.6)),
        author.log_normal_ns(1.5, 1.0),
        meanwhile,
        reading,
        author.resume_ns(),
    )


def streams(author: Author, depth: int) -> list[Step]:
    """An answer that is read while it is still being made."""
    author.spans += 2
    stream = Stream(
        service=author.service(),
        route=f"/{author.thing()}",
        out=author.network(),
        head=[*author.some_work(0.9), *([author.step(depth - 1)] if author.chance(0.3) else [])],
        back=author.network(),
        chunks=[chunk(author, depth - 1) for _ in range(author.rng.randint(2, 5))],
        window=author.rng.choice((1, 2, 1_000)),
        open_ns=author.open_ns(),
        resume_ns=author.resume_ns(),
        close_ns=author.close_ns(),
    )
    return [author.internal([stream])] if author.chance(0.3) else [stream]


def chunk(author: Author, depth: int) -> Chunk:
    """A part of a body: asked for or computed, and mostly used at once."""
    made = author.step(depth) if author.chance(0.5) else long_work(author)
    return Chunk(
        [made],
        [Work(author.piece_id("read"), author.log_normal_ns(1.0, 1.0))],
        author.log_normal_ns(0.6, 0.8),
        author.resume_ns(),
    )


def locks(author: Author, depth: int) -> list[Step]:
    """Some that want the same lock; one of them may be left alone with it."""
    lock = f"lock {author.piece_id('lock').split()[0]}"
    system, ask, release = author.rng.choice(
        (("postgresql", "UPDATE stock", "COMMIT"), ("redis", "acquire lock", "release lock"))
    )
    branches = [
        [*author.some_work(0.7), *around(author, locked(author, lock, system, ask, release))]
        for _ in range(author.rng.randint(2, 3))
    ]
    if author.chance(0.25):
        forgotten = author.internal(branches[0])
        rest = [author.step(0), *(step for branch in branches[1:] for step in branch)]
        return [Forget(author.branch([forgotten])), *rest]
    return [Fork([author.branch(branch) for branch in branches], (), author.resume_ns())]


def around(author: Author, step: Step) -> list[Step]:
    """Do a step as it is, in an internal span or in another service."""
    shape = author.rng.choice(("bare", "internal", "call"))
    if shape == "bare":
        return [step]
    body = [*author.some_work(0.6), step, *author.some_work(0.6)]
    return [author.internal(body) if shape == "internal" else author.call(0, body=body)]


def locked(author: Author, lock: str, system: str, ask: str, release: str) -> Locked:
    """Work, queries or calls under a lock; no other lock is asked for, so none is waited for."""
    author.spans += 2
    body = [*author.some_work(0.8), *([author.step(0)] if author.chance(0.6) else [])]
    return Locked(
        lock=lock,
        system=system,
        asking=(ask, author.piece_id("remote"), author.log_normal_ns(4.0, 0.7)),
        body=body,
        release=(release, author.piece_id("remote"), author.log_normal_ns(4.0, 0.7)),
        resume_ns=author.resume_ns(),
        close_ns=author.close_ns(),
    )


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
