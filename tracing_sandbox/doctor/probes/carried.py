"""Whether a canary's baggage reached a service: only what it copies onto its spans is seen."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from tracing_sandbox.doctor.probes.canary import BAGGAGE_KEYS
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

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


def copied_by(traces: Iterable[Trace], keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """Name for each service the attributes that it mostly has where another service has them."""
    counts = Counter(seen for trace in traces for key in keys for seen in showing(trace, key))
    found: dict[str, set[str]] = defaultdict(set)
    for service, key, shows in list(counts):
        if shows and counts[service, key, True] > counts[service, key, False]:
            found[service].add(key)
    return {service: frozenset(each) for service, each in found.items()}


def showing(trace: Trace, key: str) -> Iterator[tuple[str, str, bool]]:
    """Yield whether each service shows an attribute, in a trace in which one of them does."""
    shown = {span.service for span in trace.spans if key in span.attributes}
    services = {span.service for span in trace.spans} if shown else ()
    return ((service, key, service in shown) for service in services)
