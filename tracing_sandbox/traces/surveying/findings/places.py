"""How a suspect is named: which service is at fault, in what, and who else it may be."""

from collections.abc import Mapping

from tracing_sandbox.traces.judging.blame import BlameKind
from tracing_sandbox.traces.judging.group import Group
from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.surveying.evidence.suspect import Suspect, suspects_of
from tracing_sandbox.traces.surveying.findings.finding import Place

NEARLY_AS_MUCH = 0.7


def place_of(suspect: Suspect, accounts: Mapping[Suspect, int]) -> Place:
    """Name a suspect; of others, the one that accounts for nearly as much is its rival."""
    rival = _rival(suspect, accounts)
    if suspect.part:
        return _place_of_part(suspect.part, rival)
    service, target = suspect.service, suspect.target
    kind: BlameKind = "service"
    if suspect.scope in ("waits", "waits for"):
        kind = "wait"
    elif suspect.scope in ("way", "calls to", "calls of"):
        kind = "transit"
    words = words_of(suspect)
    if suspect.scope == "way":
        return Place(kind, target, "", "", words, service, _either(service))
    if suspect.scope == "waits for":
        return Place(kind, target, "", "", words, rival=rival)
    return Place(kind, service, "", target, words, rival=rival)


def _place_of_part(part: Part, rival: str) -> Place:
    if part.kind == "transit" and part.target:
        other = part.service
        return Place("transit", part.target, "", "", part.place, other, _either(other))
    return Place(part.kind, part.service, part.operation, part.target, part.place, rival=rival)


def _either(caller: str) -> str:
    return f"{safe_text(caller)}, the other end of that way"


def words_of(suspect: Suspect) -> str:
    """Say where the time was spent, to follow '81 ms longer'."""
    service, target = safe_text(suspect.service), safe_text(suspect.target)
    if suspect.part:
        return suspect.part.place
    if suspect.scope == "waits":
        return f"waiting for {target} (all that {service} asks)"
    if suspect.scope == "way":
        return f"between {service} and {target} (network or queue)"
    if suspect.scope == "around":
        return f"in {service} and on the ways from and to it"
    if suspect.scope == "waits for":
        return Group("waits for", suspect.target).place
    if suspect.scope in ("calls to", "calls of"):
        return Group(suspect.scope, suspect.service).place
    return f"in {service}"


def _rival(suspect: Suspect, accounts: Mapping[Suspect, int]) -> str:
    """Find who accounts for nearly as much, of those that neither hold nor are in the suspect."""
    least_ns = NEARLY_AS_MUCH * accounts.get(suspect, 0)
    others = {
        other: ns
        for other, ns in accounts.items()
        if ns >= least_ns and not _is_related(other, suspect, accounts)
    }
    most = max(others, key=lambda other: (others[other], other.service), default=None)
    return words_of(most) if most else ""


def _is_related(one: Suspect, other: Suspect, accounts: Mapping[Suspect, int]) -> bool:
    """Say whether all that one of the two stands for is in the other."""
    parts = [suspect.part for suspect in accounts if suspect.part]
    mine = {part for part in parts if one in suspects_of(part)}
    its = {part for part in parts if other in suspects_of(part)}
    return mine <= its or its <= mine
