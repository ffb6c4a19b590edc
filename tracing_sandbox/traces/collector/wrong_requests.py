"""Requests that the Collector could not use: how many, and what their senders have to change.

It counts what it answered at its port for OTLP over HTTP. What speaks HTTP to the port for gRPC is
not counted: no request comes of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracing_sandbox.traces.collector.sample import Sample, fetch_samples

ANSWERED = ("http_server_request_duration_count", "http_server_request_duration_seconds_count")

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
    return read_wrong_requests(fetch_samples(url, timeout_s) or ())


def read_wrong_requests(samples: Iterable[Sample]) -> tuple[WrongRequests, ...]:
    """Read the Collector's samples; the most frequent mistake first."""
    counts: Counter[str] = Counter()
    for sample in samples:
        why = find_mistake(sample.labels) if sample.name in ANSWERED else None
        if why:
            counts[why] += round(sample.value)
    return tuple(WrongRequests(count, why) for why, count in counts.most_common())


def find_mistake(labels: Mapping[str, str]) -> str | None:
    """Name the mistake that an answer speaks of; None for whoever sends no spans, a browser say."""
    status = labels.get("http_response_status_code", "")
    if labels.get("network_protocol_version") == "2.0":
        return SPOKE_GRPC if status == "400" else None
    return BY_STATUS.get(status) if labels.get("http_request_method") == "POST" else None
