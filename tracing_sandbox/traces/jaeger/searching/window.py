"""Traces back in time, none left out: `listing` takes the newest of them, a page at a time.

Jaeger gives those that came last, which are not those that began last: spans wait in queues, and
clocks differ. So it is asked about stretches of time so short that it can give all it has of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong
from tracing_sandbox.traces.jaeger.searching.search import Candidate, Search, ask_jaeger

CHUNK = 200
FEWER = (25, 8, 3, 1)
# A stretch that held fewer than this part of what may be asked for was too short.
SPARSE = 4
# Each leaves half as many, unless the older ones came later: then steps that double get there.
HALVING_ROUNDS = 10
MOST_ROUNDS = 64


@dataclass(frozen=True, slots=True)
class Stretch:
    """What began from a moment on and before the stretch before it, newest first.

    `whole` is false where it may not be all, as the traces are too large or began too close to each
    other. `passed` are the beginnings of others that were seen on the way, which began before it.
    """

    since_ns: int
    found: Sequence[Candidate]
    whole: bool = True
    passed: Sequence[int] = ()


def look_back(client: JaegerClient, search: Search, count: int) -> Iterator[Stretch]:
    """Yield one stretch after the other, back to the beginning of the search's time.

    Each holds up to `count` traces. Raises what `JaegerClient` raises.
    """
    until_ns, since_ns = search.until_ns, search.since_ns
    while until_ns > search.since_ns:
        stretch = _read(client, search, since_ns, until_ns, count)
        yield stretch
        length_ns = until_ns - stretch.since_ns
        until_ns = stretch.since_ns
        is_sparse = len(stretch.found) * SPARSE < count
        since_ns = search.since_ns if is_sparse else max(search.since_ns, until_ns - length_ns)


def _read(
    client: JaegerClient, search: Search, since_ns: int, until_ns: int, count: int
) -> Stretch:
    """Read a stretch that ends there, and begins as early as can be but not before."""
    passed: list[int] = []
    for rounds in range(MOST_ROUNDS):
        try:
            answer = ask_jaeger(client, search, count, since_ns=since_ns, until_ns=until_ns)
        except AnswerTooLong:
            return _read_few(client, search, until_ns, count)
        found = _within(answer.found, since_ns, until_ns)
        if answer.is_all:
            return Stretch(since_ns, found, passed=[each for each in passed if each < since_ns])
        middle_ns = _middle(answer.found, since_ns, until_ns)
        if middle_ns >= until_ns:
            break
        middle_ns = _leap(since_ns, middle_ns, until_ns, rounds)
        passed += [each.began_ns for each in found if each.began_ns < middle_ns]
        since_ns = middle_ns
    return Stretch(since_ns, found, whole=False, passed=passed)


def _middle(answer: Sequence[Candidate], since_ns: int, until_ns: int) -> int:
    """Find a moment in that time after which half of them, or fewer, have a span."""
    latest = sorted(
        max((start for start in each.starts_ns if start < until_ns), default=since_ns)
        for each in answer
    )
    return max(latest[len(latest) // 2], since_ns + 1) if latest else until_ns


def _leap(since_ns: int, middle_ns: int, until_ns: int, rounds: int) -> int:
    """Go on from the middle by twice as much each round, at most halfway to the end.

    Jaeger gives those that came last: where they came in reverse, the middle of them is always
    near the beginning, however many come after it.
    """
    if rounds < HALVING_ROUNDS:
        return middle_ns
    step_ns = (middle_ns - since_ns) << (rounds - HALVING_ROUNDS)
    return min(middle_ns + step_ns, (middle_ns + until_ns) // 2)


def _read_few(client: JaegerClient, search: Search, until_ns: int, count: int) -> Stretch:
    """Read those that came last, as many as an answer may hold; AnswerTooLong where it is none."""
    for fewer in (each for each in FEWER if each < count):
        try:
            answer = ask_jaeger(client, search, fewer, until_ns=until_ns)
        except AnswerTooLong:
            continue
        found = _within(answer.found, search.since_ns, until_ns)
        since_ns = found[-1].began_ns if found else search.since_ns
        return Stretch(since_ns, found, whole=False)
    raise AnswerTooLong(f"{client.base_url} holds a trace that is too large to be listed.")


def _within(answer: Sequence[Candidate], since_ns: int, until_ns: int) -> list[Candidate]:
    """Keep what began in a time, newest first: Jaeger looks at any span."""
    kept = [each for each in answer if since_ns <= each.began_ns < until_ns]
    return sorted(kept, key=lambda each: (-each.began_ns, each.trace.trace_id))
