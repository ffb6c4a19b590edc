"""Random blocks of steps in which two sides wait for each other: queues, streams, locks, calls."""

from typing import TypeAlias

from tests.unit.traces.programs.author import Author
from tests.unit.traces.programs.running.branches import Forget, Fork
from tests.unit.traces.programs.running.locks import Locked
from tests.unit.traces.programs.running.messages import Reply, Send
from tests.unit.traces.programs.running.steps import Step, Work
from tests.unit.traces.programs.running.streams import Chunk, Stream
from tests.unit.traces.programs.running.timeouts import Abandoned

Statements: TypeAlias = tuple[str, str, str]


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
    made = author.step(depth) if author.chance(0.5) else author.long_work()
    return Chunk(
        [made],
        [Work(author.piece_id("read"), author.log_normal_ns(1.0, 1.0))],
        author.log_normal_ns(0.6, 0.8),
        author.resume_ns(),
    )


def locks(author: Author, depth: int) -> list[Step]:
    """Some that want the same lock; one of them may be left alone with it."""
    lock = f"lock {author.piece_id('lock').split()[0]}"
    statements = author.rng.choice(
        (("postgresql", "UPDATE stock", "COMMIT"), ("redis", "acquire lock", "release lock"))
    )
    branches = [holder(author, lock, statements) for _ in range(author.rng.randint(2, 3))]
    if author.chance(0.25):
        forgotten, *rest = author.internal([branches[0]]), *branches[1:]
        rest = [step for each in rest for step in (*author.some_work(0.7), each)]
        return [Forget(author.branch([forgotten])), author.step(0), *rest]
    return [Fork([author.branch([each]) for each in branches], (), author.resume_ns())]


def holder(author: Author, lock: str, statements: Statements) -> Step:
    """One that wants a lock: as it is, in an internal span or in another service."""
    shape = author.rng.choice(("bare", "internal", "call"))
    work = author.some_work(0.8)
    under_lock = [*work, *([author.step(0)] if author.chance(0.6) else [])]
    if shape == "bare":
        return locked(
            author, lock, statements, [author.internal(under_lock)] if work else under_lock
        )
    step = locked(author, lock, statements, under_lock)
    body = [*author.some_work(0.6), step, *author.some_work(0.6)]
    return author.internal(body) if shape == "internal" else author.call(0, body=body)


def locked(author: Author, lock: str, statements: Statements, body: list[Step]) -> Locked:
    """Steps under a lock; no other lock is asked for, so none is waited for."""
    author.spans += 2
    system, ask, release = statements
    return Locked(
        lock=lock,
        system=system,
        asking=(ask, author.piece_id("remote"), author.log_normal_ns(4.0, 0.7)),
        body=body,
        release=(release, author.piece_id("remote"), author.log_normal_ns(4.0, 0.7)),
        resume_ns=author.resume_ns(),
        close_ns=author.close_ns(),
    )


def timeouts(author: Author, depth: int) -> list[Step]:
    """Calls that are given up, with a pause after each, and one that is answered."""
    call = author.call(depth)
    steps: list[Step] = []
    for _ in range(author.rng.randint(1, 2)):
        steps += [abandoned(author, call.service, call.route), author.pause()]
    return [*steps, call]


def abandoned(author: Author, service: str, route: str) -> Abandoned:
    """A call whose server needs longer than its caller waits."""
    author.spans += 2
    query, work = author.query(), author.long_work()
    return Abandoned(
        service=service,
        route=route,
        out=author.network(),
        body=[query, work],
        patience_ns=round(author.rng.uniform(0.2, 0.9) * (query.ns + work.ns)),
        open_ns=author.open_ns(),
        resume_ns=author.resume_ns(),
        close_ns=author.close_ns(),
    )
