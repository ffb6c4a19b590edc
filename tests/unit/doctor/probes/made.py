"""Canaries that were sent, and what services made of them: drawn by hand, as Jaeger would hold it.

A request is under way for 100 ms, and each hop takes 10 ms off at both ends.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tracing_sandbox.doctor.probes.canary import Canary
from tracing_sandbox.doctor.probes.request import Request
from tracing_sandbox.doctor.probes.sending import Sent
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

MS = 1_000_000
ORIGIN_NS = 1_750_000_000_000_000_000
REQUEST = Request("GET", "http://front/buy", {})
ids = count(1)


def sent(canary: Canary, number: int = 0, **fields: Any) -> Sent:
    """A canary that was answered with 200; each `number` has a time of its own."""
    began = ORIGIN_NS + number * 1_000 * MS
    return Sent(canary, began, began + 100 * MS, **{"status": 200, **fields})


@dataclass
class Way:
    """One request through services; each hop is described with `serve` and `call`."""

    sent: Sent
    trace_id: str
    parent_id: str | None = "0" * 15 + "9"
    depth: int = 0
    spans: list[Span] = field(default_factory=list)

    def serve(self, service: str, path: str = "/buy", **attributes: Any) -> "Way":
        """Make a SERVER span."""
        return self._span(service, "server", {"url.path": path, **attributes})

    def call(self, service: str, path: str = "/stock", port: int = 7, **attributes: Any) -> "Way":
        """Make a CLIENT span beneath it."""
        asked = {
            "http.request.method": "GET",
            "http.response.status_code": 200,
            "url.full": f"http://there:{port}{path}",
            "server.address": "there",
            "server.port": port,
        }
        return self._span(service, "client", {**asked, **attributes})

    def begin(self, trace_id: str) -> "Way":
        """Go on in another trace, without a parent."""
        self.trace_id, self.parent_id = trace_id, None
        return self

    def _span(self, service: str, kind: Any, attributes: dict[str, Any]) -> "Way":
        self.depth += 1
        span = Span(
            self.trace_id,
            f"{next(ids):016x}",
            self.parent_id,
            service,
            "GET",
            kind,
            self.sent.began_ns + self.depth * 5 * MS,
            self.sent.ended_ns - self.depth * 5 * MS,
            attributes=attributes,
        )
        self.parent_id = span.span_id
        self.spans.append(span)
        return self


def traces_of(*ways: Way) -> list[Trace]:
    """Group all spans as Jaeger does."""
    by_id: dict[str, list[Span]] = {}
    for way in ways:
        for span in way.spans:
            by_id.setdefault(span.trace_id, []).append(span)
    return [Trace(trace_id, tuple(spans)) for trace_id, spans in by_id.items()]
