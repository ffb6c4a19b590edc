"""A probe from its canaries to its table: sent, waited for, followed, and what they show."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tracing_sandbox.doctor.probes.arriving import wait_for_left
from tracing_sandbox.doctor.probes.canary import draw_canaries
from tracing_sandbox.doctor.probes.change import Change, find_changes
from tracing_sandbox.doctor.probes.parts import Left
from tracing_sandbox.doctor.probes.request import Request
from tracing_sandbox.doctor.probes.sending import Sent, send_canaries
from tracing_sandbox.doctor.probes.usual import Usual, learn_usual
from tracing_sandbox.doctor.probes.visit import Visit, visit_all
from tracing_sandbox.doctor.probes.way import find_callers, order_services
from tracing_sandbox.traces.jaeger.client import JaegerClient

SENDING_S = 3.5
# All of it, with the start of a command, ends within ten seconds.
WHOLE_S = 8.5


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
    return read_probe(request, sent, left, learn_usual(client, left), began)


def read_probe(
    request: Request,
    sent: Sequence[Sent],
    left: Sequence[Left],
    usual: Usual,
    began: float,
) -> Probe:
    """Read off what the canaries left what became of each."""
    named = [replace(each, names=usual.names) for each in left]
    callers = find_callers(named)
    order = order_services(callers)
    visits = [visit_all(each, order, callers, usual.copied) for each in named]
    changes = find_changes(sent, visits)
    return Probe(request, sent, order, visits, changes, time.monotonic() - began)
