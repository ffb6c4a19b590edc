"""Whether a canary's baggage reached a service: only what it copies onto its spans is seen."""

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from tracing_sandbox.doctor.probes.canary import BAGGAGE_KEYS
from tracing_sandbox.traces.reading.span import Span

# `changed`: baggage travels on, with another value under the same key.
Carried: TypeAlias = Literal["kept", "changed", "lost", "cannot be seen"]


def find_carried(token: str, spans: Sequence[Span], copied: frozenset[str]) -> Carried:
    """Say what a service's spans show of the token; `copied` are the keys that it usually shows."""
    if any(token in str(value) for span in spans for value in span.attributes.values()):
        return "kept"
    if any(key in span.attributes for span in spans for key in BAGGAGE_KEYS):
        return "changed"
    return "lost" if copied else "cannot be seen"


def keys_of(token: str, spans: Iterable[Span]) -> frozenset[str]:
    """Name the attributes to which services copy baggage, as far as a token tells."""
    return frozenset(
        key for span in spans for key, value in span.attributes.items() if value == token
    ).union(BAGGAGE_KEYS)


def copied_by(spans: Iterable[Span], keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """Name for each service those of the attributes that stand on its spans."""
    found: dict[str, set[str]] = {}
    for span in spans:
        for key in keys:
            if key in span.attributes:
                found.setdefault(span.service, set()).add(key)
    return {service: frozenset(keys) for service, keys in found.items()}
