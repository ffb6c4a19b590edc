"""The newest traces of a time that are looked for, read back from its end; `slowest` beside it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.searching.search import Candidate, Search
from tracing_sandbox.traces.jaeger.searching.window import CHUNK, Stretch, look_back
from tracing_sandbox.traces.measuring.figures import DAY

LEAST_ASKED = 50
Told = Callable[[int], None]


def tell_nobody(_searched: int) -> None:
    """Keep to oneself how many were read so far."""


@dataclass
class Newest:
    """What was found so far; `older_ns` is before when to look on, None where nothing is left.

    `cut` says that they are so large, or so many at one moment, that some may be left out.
    `long_ago` came lately, but began over a day ago and are older than what is kept.
    """

    search: Search
    limit: int
    kept: list[Candidate] = field(default_factory=list)
    searched: int = 0
    left_out: int = 0
    older_ns: int | None = None
    cut: bool = False
    long_ago: int = 0

    def take(self, stretch: Stretch) -> None:
        """Take in what is looked for, until there are enough; those of one moment stay together."""
        self.searched += len(stretch.found)
        self.cut = not stretch.whole
        for each in filter(self.search.finds, stretch.found):
            if each.is_background and not self.search.background:
                self.left_out += 1
            elif len(self.kept) < self.limit or each.began_ns == self.kept[-1].began_ns:
                self.kept.append(each)
            else:
                self.older_ns = self.kept[-1].began_ns
                return

    @property
    def is_full(self) -> bool:
        """Say whether nothing more is to be read."""
        return self.older_ns is not None or self.cut or len(self.kept) >= self.limit


def find_newest(
    client: JaegerClient,
    search: Search,
    limit: int,
    *,
    most: int,
    now_ns: int,
    told: Told = tell_nobody,
) -> Newest:
    """Find the newest traces; about `most` are read, and `told` how many so far.

    Raises what `JaegerClient` raises.
    """
    found = Newest(search, limit)
    came_last: Stretch | None = None
    for stretch in look_back(
        client, search, CHUNK if search.is_narrow else max(LEAST_ASKED, 2 * limit + 1)
    ):
        came_last = came_last or stretch
        found.take(stretch)
        if stretch.since_ns > search.since_ns and (found.is_full or found.searched >= most):
            found.older_ns = found.older_ns or stretch.since_ns
        if found.older_ns is not None:
            break
        told(found.searched)
    if came_last and (found.older_ns or 0) > now_ns - DAY:
        found.long_ago = sum(each < now_ns - DAY for each in came_last.passed)
    return found
