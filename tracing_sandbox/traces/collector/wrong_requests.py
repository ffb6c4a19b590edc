"""Requests that the Collector could not use: how many, and what their senders have to change.

It counts what it answered at its port for OTLP over HTTP. What speaks HTTP to the port for gRPC is
not counted: no request comes of it.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import requests

ANSWERED = re.compile(
    r"^http_server_request_duration(?:_seconds)?_count\{(.*)\} (\S+)$", re.MULTILINE
)
LABEL = re.compile(r'(\w+)="((?:\\.|[^"\\])*)"')

SPOKE_GRPC = (
    "spoke gRPC to the port for HTTP. Send to the port for gRPC, usually 4317, or set "
    "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf."
)
BY_STATUS = {
    "400": "had a body that is no OTLP. See what the sender prints.",
    "404": (
        "went to a path that there is not. Spans go to /v1/traces: the SDK adds that to "
        "OTEL_EXPORTER_OTLP_ENDPOINT, and adds nothing to OTEL_EXPORTER_OTLP_TRACES_ENDPOINT."
    ),
    "415": (
        "had a body of another type. Send it as Content-Type: application/json or "
        "application/x-protobuf."
    ),
}


@dataclass(frozen=True, slots=True)
class WrongRequests:
    """How often one mistake was made since the Collector's start."""

    count: int
    why: str

    @property
    def sentence(self) -> str:
        """Say it."""
        return f"{self.count:,} request{'s' if self.count > 1 else ''} {self.why}"


def ask_wrong_requests(url: str, timeout_s: float) -> tuple[WrongRequests, ...]:
    """Ask a Collector at the address of its metrics; one that does not answer tells of none."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.get(f"{url.rstrip('/')}/metrics", timeout=timeout_s)
        except requests.RequestException:
            return ()
    return read_wrong_requests(answer.text)


def read_wrong_requests(metrics: str) -> tuple[WrongRequests, ...]:
    """Read the metrics, in Prometheus' text format; the most frequent mistake first."""
    counts: Counter[str] = Counter()
    for labels, value in ANSWERED.findall(metrics):
        why = find_mistake(dict(LABEL.findall(labels)))
        if why:
            counts[why] += round(float(value))
    return tuple(WrongRequests(count, why) for why, count in counts.most_common())


def find_mistake(labels: Mapping[str, str]) -> str | None:
    """Name the mistake that an answer speaks of; None for whoever sends no spans, a browser say."""
    status = labels.get("http_response_status_code", "")
    if labels.get("network_protocol_version") == "2.0":
        return SPOKE_GRPC if status == "400" else None
    return BY_STATUS.get(status) if labels.get("http_request_method") == "POST" else None
