"""The root's time cut by who had it: services, databases, the network; the page's one bar."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.hidden import Sight
from tracing_sandbox.traces.measuring.part import DATABASE_KEYS, Charge, first_of
from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.span import Span

SliceKind: TypeAlias = Literal["service", "database", "network", "elsewhere", "pause", "unseen"]


class Slice(NamedTuple):
    """The time on the critical path that one owner had.

    `name` is the service, the database system, or who else was waited for; empty for the network,
    for pauses between tries, and for what missing spans hide.
    """

    kind: SliceKind
    name: str
    time_ns: int

    @property
    def label(self) -> str:
        """Name the owner in a few words."""
        name = safe_text(self.name)
        words = {
            "service": name,
            "database": f"database ({name})",
            "network": "network or queue",
            "elsewhere": f"waiting for {name or 'something untraced'}",
            "pause": "pauses between tries",
            "unseen": "cannot tell",
        }
        return words[self.kind]


def cut_by_owner(sight: Sight, spans: Sequence[Span]) -> tuple[Slice, ...]:
    """Add up what can be told of the path by owner, most first; what cannot be told comes last.

    The sum is the root's duration. A charge's `span` is an index into `spans`.
    """
    totals: dict[tuple[SliceKind, str], int] = {}
    for charge in sight.charges:
        owner = _owner(charge, spans[charge.span])
        totals[owner] = totals.get(owner, 0) + charge.time_ns
    slices = [Slice(kind, name, time_ns) for (kind, name), time_ns in totals.items()]
    slices.sort(key=lambda each: (-each.time_ns, each.kind, each.name))
    if sight.hidden_ns:
        slices.append(Slice("unseen", "", sight.hidden_ns))
    return tuple(slices)


def _owner(charge: Charge, span: Span) -> tuple[SliceKind, str]:
    part = charge.part
    if part.kind == "wait":
        return ("database" if first_of(span, DATABASE_KEYS) else "elsewhere"), part.target
    if part.kind == "transit":
        return "network", ""
    return ("pause", "") if part.kind == "gap" else ("service", part.service)
