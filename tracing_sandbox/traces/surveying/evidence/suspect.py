"""Who may be at fault: a part of the system, or several that have an end in common."""

from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.part import Part

Scope: TypeAlias = Literal[
    "part", "waits", "way", "own", "waits for", "calls to", "calls of", "service", "around"
]
# The nearest to a cause first; of a way the callee is at fault more often than the caller.
SCOPES: tuple[Scope, ...] = (
    "part", "waits", "way", "own", "waits for", "calls to", "calls of", "service", "around",
)  # fmt: skip


class Suspect(NamedTuple):
    """What may have one cause.

    part: itself. waits: of one service for one other that reports no span. way: between two
    services. own: all work of a service. waits for: of everybody for one other. calls to, calls of:
    all ways into or out of a service. service: what it does or waits for. around: that, and all
    ways from and to it, as where it is starved.
    """

    scope: Scope
    service: str
    target: str = ""
    part: Part | None = None


@lru_cache(maxsize=100_000)
def suspects_of(part: Part) -> tuple[Suspect, ...]:
    """Say who may be at fault where a part takes longer."""
    mine, service = Suspect("part", part.service, part.target, part), part.service
    if part.kind == "queue":
        return (mine,)
    if part.kind == "transit":
        return (mine, *_ways(service, part.target))
    wider = (Suspect("service", service), Suspect("around", service))
    if part.kind == "own":
        return (mine, Suspect("own", service), *wider)
    if part.kind == "wait" and part.target:
        waits = (Suspect("waits", service, part.target), Suspect("waits for", "", part.target))
        return (mine, *waits, *wider)
    return (mine, *wider)


def _ways(caller: str, callee: str) -> tuple[Suspect, ...]:
    out = (Suspect("calls of", caller), Suspect("around", caller))
    if not callee:
        return out
    into = (Suspect("calls to", callee), Suspect("around", callee))
    return (Suspect("way", caller, callee), *into, *out)


def specificity(suspect: Suspect) -> int:
    """Rank how near to a cause a suspect is: an operation says more than its service."""
    return SCOPES.index(suspect.scope)
