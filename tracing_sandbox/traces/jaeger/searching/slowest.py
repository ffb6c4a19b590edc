"""The slowest traces of a time, wherever they stand in it, found with a few small questions.

Jaeger gives those that came last of those with a span that took so long at least. From what it
gives follows how slow a trace must be to be among the slowest, and that is what it is asked next:
each answer leaves fewer, until it is all there is.
"""

from dataclasses import dataclass, field

from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong
from tracing_sandbox.traces.jaeger.searching.search import Candidate, Search, ask_jaeger
from tracing_sandbox.traces.jaeger.searching.window import CHUNK, look_back

LEAST_ASKED = 100
ASKED_TIMES = 4
MOST_ROUNDS = 16


@dataclass
class Slowest:
    """What was found so far; `certain` where no slower one can be among those not read.

    Where it is not, `older_ns` is until when all were read.
    """

    search: Search
    limit: int
    read: set[str] = field(default_factory=set)
    kept: list[Candidate] = field(default_factory=list)
    left_out: int = 0
    certain: bool = False
    cut: bool = False
    older_ns: int | None = None

    def take(self, candidate: Candidate) -> None:
        """Take a trace in that was read, if it is looked for."""
        if candidate.trace.trace_id in self.read:
            return
        self.read.add(candidate.trace.trace_id)
        if not self.search.finds(candidate):
            return
        if candidate.is_background and not self.search.background:
            self.left_out += 1
        else:
            self.kept.append(candidate)

    def first(self) -> list[Candidate]:
        """Return the slowest so far, slowest first."""
        order = sorted(self.kept, key=lambda each: (-each.took_ns, -each.began_ns))
        return order[: self.limit]


def find_slowest(client: JaegerClient, search: Search, limit: int, most: int) -> Slowest:
    """Find the slowest traces; the slowest of the newest, about `most`, where there is no end.

    Raises what `JaegerClient` raises.
    """
    found = Slowest(search, limit)
    count = max(LEAST_ASKED, ASKED_TIMES * limit)
    try:
        _narrow_down(client, found, count)
    except AnswerTooLong:
        found.cut = True
    if not found.certain:
        _read_all(client, found, most)
    return found


def _narrow_down(client: JaegerClient, found: Slowest, count: int) -> None:
    """Ask for slower ones until all of them are read; without success where few are wanted.

    A trace that took so long has a span that did. The reverse does not hold: what a request left
    behind may take longer than the request, so that it is asked for in vain.
    """
    asked_ns = found.search.least_ns
    for _ in range(MOST_ROUNDS):
        answer = ask_jaeger(client, found.search, count, least_ns=asked_ns)
        for candidate in answer.found:
            found.take(candidate)
        found.certain = answer.is_all
        slowest = found.first()
        if found.certain or len(slowest) < found.limit or slowest[-1].took_ns < asked_ns:
            return
        asked_ns = max(slowest[-1].took_ns, asked_ns + 1)


def _read_all(client: JaegerClient, found: Slowest, most: int) -> None:
    """Read back from the newest; it is certain if that comes to an end."""
    for stretch in look_back(client, found.search, CHUNK):
        for candidate in stretch.found:
            found.take(candidate)
        found.cut = found.cut or not stretch.whole
        if found.cut or len(found.read) >= most:
            found.older_ns = stretch.since_ns
            return
    found.certain = True
