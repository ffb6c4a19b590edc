"""Parts that may have one cause: all that one service does, its calls, or the calls to it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias

from tracing_sandbox.traces.measuring.part import Charge, Part
from tracing_sandbox.traces.reading.safe_text import safe_text

GroupKind: TypeAlias = Literal["service", "calls of", "calls to", "waits for"]


class Group(NamedTuple):
    """What may be at fault as a whole, though no part of it is by itself.

    service: all that a service does or waits for by itself. calls of: the ways from a service to
    those that it calls. calls to: the ways from everybody to a service. waits for: what everybody
    waited for one that reports no span, a database or a foreign service.
    """

    kind: GroupKind
    service: str

    @property
    def place(self) -> str:
        """Say where the time was spent, to follow '81 ms'."""
        name = safe_text(self.service)
        if self.kind == "service":
            return f"in {name}"
        if self.kind == "waits for":
            return f"waiting for {name}"
        if self.kind == "calls of":
            return f"between {name} and those that it calls (network or queue)"
        return f"between {name} and those that call it (network or queue)"

    @property
    def subject(self) -> str:
        """Say what took the time, to precede 'took 81 ms'."""
        if self.kind == "waits for":
            return f"Waiting for {safe_text(self.service)}"
        return safe_text(self.service) if self.kind == "service" else f"The way {self.place}"


Key: TypeAlias = Part | Group


def groups_of(part: Part) -> tuple[Group, ...]:
    """Say to which groups a part belongs; a pause between tries or a queue stands for itself."""
    if part.kind == "transit":
        return (Group("calls of", part.service), Group("calls to", part.target))
    if part.kind == "wait":
        return (Group("service", part.service), Group("waits for", part.target))
    return (Group("service", part.service),) if part.kind == "own" else ()


def add_up_groups(times: Iterable[tuple[Part, int]]) -> dict[Group, int]:
    """Add up the time of parts by group."""
    totals: dict[Group, int] = {}
    for part, time_ns in times:
        for group in groups_of(part):
            totals[group] = totals.get(group, 0) + time_ns
    return totals


def members_of(group: Group, charges: Iterable[Charge]) -> list[Charge]:
    """List the charges of a group's parts, most time first as they come."""
    return [charge for charge in charges if group in groups_of(charge.part)]


def with_groups(charges: Sequence[Charge]) -> Mapping[Key, int]:
    """Say how long each part and each group of parts took."""
    times = [(charge.part, charge.time_ns) for charge in charges]
    return dict(chain[tuple[Key, int]](times, add_up_groups(times).items()))
