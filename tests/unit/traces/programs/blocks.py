"""Random blocks of steps, one after another or side by side: sequences, forks, pools, retries.

Whatever runs beside something else has spans for all its work: work that leaves no span, beside
spans that do, leaves no mark in a trace, and no walk can know of it.
"""

from dataclasses import replace

from tests.unit.traces.programs.author import Author
from tests.unit.traces.programs.running.branches import Forget, Fork, Pool
from tests.unit.traces.programs.running.steps import Step


def in_sequence(author: Author, depth: int) -> list[Step]:
    """Steps one after another, with own work between most of them."""
    steps: list[Step] = []
    for _ in range(author.rng.randint(2, 4)):
        steps += [author.step(depth), *author.some_work(0.7)]
    return steps


def fork_and_join(author: Author, depth: int) -> list[Step]:
    """Some branches of one step each; the forker may do something until it waits for them."""
    branches = [
        author.branch([spanned(author, depth, work_before=0.3)])
        for _ in range(author.rng.randint(2, 4))
    ]
    meanwhile = [author.step(0)] if author.chance(0.2) else []
    return [Fork(branches, meanwhile, author.resume_ns())]


def spanned(author: Author, depth: int, work_before: float = 0, work_after: float = 0) -> Step:
    """A step, in a span together with the work before or after it, if there is any."""
    step = author.step(depth)
    before, after = author.some_work(work_before), author.some_work(work_after)
    return author.internal([*before, step, *after]) if before or after else step


def gather_of_chains(author: Author, depth: int) -> list[Step]:
    """Branches of several steps, which have no span around them."""
    lengths = [author.rng.randint(2, 3)]
    lengths += [author.rng.choice((1, 1, 2, 3)) for _ in range(author.rng.randint(1, 2))]
    author.rng.shuffle(lengths)
    branches = [author.branch(chain(author, depth, length)) for length in lengths]
    return [Fork(branches, (), author.resume_ns())]


def chain(author: Author, depth: int, length: int) -> list[Step]:
    """Steps one after another, in the span of the one who started them."""
    return [spanned(author, depth, work_before=0.4) for _ in range(length)]


def fire_and_forget(author: Author, depth: int) -> list[Step]:
    """A span that is begun and left alone, to go on meanwhile with another one."""
    forgotten = author.step(depth) if author.chance(0.5) else author.internal([author.long_work()])
    meanwhile = [author.step(depth), *author.some_work(0.5)]
    if author.chance(0.4):
        meanwhile += [author.step(depth), *author.some_work(0.5)]
    return [Forget(author.branch([forgotten])), *meanwhile]


def pool_with_a_limit(author: Author, depth: int) -> list[Step]:
    """More items than slots."""
    limit = author.rng.randint(1, 3)
    items = [
        author.item([spanned(author, depth, work_after=0.2)])
        for _ in range(limit + author.rng.randint(1, 4))
    ]
    return [Pool(limit, items, author.resume_ns())]


def retries(author: Author, depth: int) -> list[Step]:
    """Tries that fail, with a pause after each, and one that does not; maybe beside others."""
    if author.chance(0.6):
        return tries(author, depth)
    others = [author.branch([author.step(depth)]) for _ in range(author.rng.randint(1, 2))]
    branches = [author.branch([author.internal(tries(author, depth))]), *others]
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
