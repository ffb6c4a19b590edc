"""Where the canaries say that something changes that should not: a hop, what, and which said so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tracing_sandbox.doctor.probes.canary import Canary
from tracing_sandbox.doctor.probes.sending import Sent
from tracing_sandbox.doctor.probes.visit import CLIENT, Visit

What: TypeAlias = Literal["identity", "sampling", "baggage", "nothing seen"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changes at one hop, and the canaries that show it."""

    hop: str
    what: What
    sentence: str
    canaries: tuple[str, ...]


def find_changes(sent: Sequence[Sent], visits: Sequence[Sequence[Visit]]) -> Sequence[Change]:
    """List what changes, by hop in the order of the way."""
    shown: dict[tuple[str, What, str], list[str]] = {}
    for each, of_canary in zip(sent, visits, strict=True):
        for hop, what, sentence in changes_of(each, of_canary):
            shown.setdefault((hop, what, sentence), []).append(each.canary.name)
    return [Change(*key, tuple(names)) for key, names in shown.items()]


def changes_of(sent: Sent, visits: Sequence[Visit]) -> Iterator[tuple[str, What, str]]:
    """Yield what one canary shows; a service after one that told nothing tells nothing either."""
    silent = {visit.service for visit in visits if not visit.recorded}
    for visit in visits:
        if visit.recorded:
            yield from of_recorded(sent, visit, silent)
        elif visit.caller not in silent and sent.status is not None:
            yield from of_silent(sent, visit)


def of_recorded(sent: Sent, visit: Visit, silent: Iterable[str]) -> Iterator[tuple[str, What, str]]:
    """Yield what changes at a service of which spans arrived.

    Behind a service that reports nothing a trace may begin anew: that is no fault of this one.
    """
    canary, service = sent.canary, visit.service
    follows = visit.caller in silent
    if visit.identity == "new id" and not (follows or may_begin(canary, visit)):
        yield visit.hop, "identity", f"{service} begins a trace of its own."
    if is_anyway(canary, visit) and (visit.caller == CLIENT or follows):
        yield visit.hop, "sampling", f"{service} records what its caller said is not sampled."
    if visit.baggage == "lost":
        yield visit.hop, "baggage", f"baggage does not reach {service}, which shows it otherwise."


def is_anyway(canary: Canary, visit: Visit) -> bool:
    """Tell whether a service records what it was told is not sampled."""
    return not canary.sampled and visit.trace_id in canary.trace_ids


def may_begin(canary: Canary, visit: Visit) -> bool:
    """Tell whether a trace may begin here: of most canaries with a sound context none may."""
    return visit.caller == CLIENT and canary.right != "go on"


def of_silent(sent: Sent, visit: Visit) -> Iterator[tuple[str, What, str]]:
    """Yield what it means that a service was reached and nothing of it arrived."""
    if not sent.canary.sampled:
        return
    match visit.identity:
        case "not sampled":
            said = f"{visit.service} does not sample what its caller sampled."
            yield visit.hop, "sampling", said
        case "no trace":
            yield visit.hop, "nothing seen", f"{visit.service} answers without naming a trace."
        case _:
            yield (
                visit.hop,
                "nothing seen",
                f"nothing of {visit.service} arrived: it is not instrumented, drops the sampled "
                "flag, or its spans are lost.",
            )
