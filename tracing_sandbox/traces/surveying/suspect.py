"""Who may be at fault in a trace that is out of line; `survey` asks whom many have in common."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracing_sandbox.traces.judging.blame import Blame, BlameKind
from tracing_sandbox.traces.judging.group import Group, Key
from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.surveying.sample import Finding

SPECIFICITY = ("part", "waits for", "calls to", "calls of", "service", "around")
SINGLE_KINDS = frozenset({"error", "missing", "repetition", "queue"})


class Around(NamedTuple):
    """A service with all the ways from and to it: one that is starved is slow in all of them."""

    service: str

    @property
    def place(self) -> str:
        """Say where the time was spent, to follow '81 ms'."""
        return f"in {self.service} and on the ways from and to it"


class Named(NamedTuple):
    """What a single trace is blamed for, where that is no matter of time on its path."""

    kind: BlameKind
    service: str
    operation: str
    target: str
    place: str


Suspect = Part | Group | Around | Named


def suspects_of(finding: Finding) -> Iterator[tuple[Suspect, int]]:
    """Yield whoever may be at fault in a trace, with the time that it costs there.

    Of parts and groups those that have at least half of what the trace took longer than usual.
    """
    blame = finding.blame
    if blame.kind in SINGLE_KINDS or blame.job or finding.usual is None:
        yield name_of(blame), blame.excess_ns
        return
    excesses = {**finding.excesses_ns, **_around(finding.excesses_ns)}
    longer_ns = finding.analysis.duration_ns - finding.usual.usual_whole_ns
    for suspect, excess_ns in excesses.items():
        if excess_ns * 2 >= longer_ns:
            yield suspect, excess_ns


def name_of(blame: Blame) -> Named:
    """Name what a blame names, so that it is the same in other traces."""
    return Named(blame.kind, blame.service, blame.operation, blame.target, blame.headline)


def _around(excesses_ns: Mapping[Key, int]) -> dict[Suspect, int]:
    around: dict[Suspect, int] = {}
    for key, excess_ns in excesses_ns.items():
        if isinstance(key, Group) and key.kind != "waits for":
            suspect = Around(key.service)
            around[suspect] = around.get(suspect, 0) + excess_ns
    return around


def specificity(suspect: Suspect) -> int:
    """Rank how near to a cause a suspect is: an operation says more than its service."""
    if isinstance(suspect, Part | Named):
        return SPECIFICITY.index("part")
    return SPECIFICITY.index("around" if isinstance(suspect, Around) else suspect.kind)
