"""What recent traces tell of the services beside the canaries: their addresses, their baggage."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracing_sandbox.doctor.probes.carried import copied_by, keys_of
from tracing_sandbox.doctor.probes.parts import Left, as_case
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.measuring.figures import HOUR
from tracing_sandbox.traces.measuring.part import address_of
from tracing_sandbox.traces.reading.trace import Trace

RECENT = 50


@dataclass(frozen=True)
class Usual:
    """Which baggage each service shows on its spans, and which service answers at an address."""

    copied: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def learn_usual(client: JaegerClient, left: Sequence[Left]) -> Usual:
    """Look into recent traces of the services that canaries reached."""
    shown = [span for each in left for span in each.spans]
    recent = fetch_recent(client, {span.service for span in shown})
    tokens = (each.sent.canary.token for each in left)
    keys = frozenset().union(*(keys_of(token, shown) for token in tokens if token))
    return Usual(copied_by(recent, keys), names_in(recent))


def fetch_recent(client: JaegerClient, services: Iterable[str]) -> Sequence[Trace]:
    """Fetch some traces of the last hour for each service."""
    since = time.time_ns() - HOUR
    found = (client.find_traces(service, RECENT, since=since) for service in services)
    return list({trace.trace_id: trace for traces in found for trace in traces}.values())


def names_in(traces: Sequence[Trace]) -> Mapping[str, str]:
    """Name who answers at each address that somebody called."""
    calls = as_case(traces).calls
    return {address_of(call): server.service for call, server in calls if server}
