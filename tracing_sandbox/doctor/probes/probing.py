"""A probe from its canaries to its table: sent, waited for, followed, and what they show."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tracing_sandbox.doctor.probes.arriving import CLOCK_TOLERANCE_NS, wait_for_left
from tracing_sandbox.doctor.probes.canary import draw_canaries
from tracing_sandbox.doctor.probes.carried import copied_by, keys_of
from tracing_sandbox.doctor.probes.change import Change, find_changes
from tracing_sandbox.doctor.probes.parts import Left
from tracing_sandbox.doctor.probes.request import Request
from tracing_sandbox.doctor.probes.sending import Sent, send_canaries
from tracing_sandbox.doctor.probes.visit import Visit, visit_all
from tracing_sandbox.doctor.probes.way import find_callers, order_services
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.measuring.figures import HOUR

SENDING_S = 3.5
# All of it, with the start of a command, ends within ten seconds.
WHOLE_S = 9.0
RECENT = 20


@dataclass(frozen=True)
class Probe:
    """What the canaries showed: a row for each of them, with a visit for each service."""

    request: Request
    sent: Sequence[Sent]
    services: Sequence[str]
    visits: Sequence[Sequence[Visit]]
    changes: Sequence[Change]
    took_s: float

    @property
    def reached_nothing(self) -> bool:
        """Tell whether no span arrived of any canary."""
        return not self.services

    def document(self) -> dict[str, Any]:
        """Give all of it as JSON has it."""
        return {
            "method": self.request.method,
            "url": self.request.url,
            "took_s": round(self.took_s, 2),
            "services": list(self.services),
            "canaries": [
                describe(sent, visits) for sent, visits in zip(self.sent, self.visits, strict=True)
            ],
            "changes": [asdict(change) for change in self.changes],
        }


def describe(sent: Sent, visits: Sequence[Visit]) -> dict[str, Any]:
    """Give one canary as JSON has it."""
    canary = sent.canary
    return {
        "name": canary.name,
        "sampled": canary.sampled,
        "trace_ids": list(canary.trace_ids),
        "request_id": canary.request_id,
        "status": sent.status,
        "failure": sent.failure or None,
        "answered_trace_id": sent.trace_id,
        "visits": [{"hop": visit.hop, **asdict(visit)} for visit in visits],
    }


def probe(
    client: JaegerClient,
    request: Request,
    note: Callable[[Sent], None] = lambda _sent: None,
    whole_s: float = WHOLE_S,
) -> Probe:
    """Send canaries, and follow each through the system.

    Raises SandboxError where nobody answers, and what `JaegerClient` raises.
    """
    began = time.monotonic()
    sent = send_canaries(request, draw_canaries(), began + SENDING_S, note)
    left = wait_for_left(client, request, sent, began + whole_s)
    return read_probe(request, sent, left, learn_copied(client, left), began)


def read_probe(
    request: Request,
    sent: Sequence[Sent],
    left: Sequence[Left],
    copied: dict[str, frozenset[str]],
    began: float,
) -> Probe:
    """Read off what the canaries left what became of each."""
    callers = find_callers(left)
    order = order_services(callers)
    visits = [visit_all(each, order, callers, copied) for each in left]
    changes = find_changes(sent, visits)
    return Probe(request, sent, order, visits, changes, time.monotonic() - began)


def learn_copied(client: JaegerClient, left: Sequence[Left]) -> dict[str, frozenset[str]]:
    """Look into recent traces for which baggage each service shows on its spans."""
    shown = [span for each in left for span in each.spans]
    services = {span.service for span in shown}
    since = time.time_ns() - HOUR + CLOCK_TOLERANCE_NS
    recent = [
        span
        for service in services
        for trace in client.find_traces(service, RECENT, since=since)
        for span in trace.spans
    ]
    tokens = (each.sent.canary.token for each in left)
    keys = frozenset().union(*(keys_of(token, shown) for token in tokens if token))
    return copied_by([*recent, *shown], keys)
