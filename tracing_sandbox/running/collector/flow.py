"""What the Collector's counters say: what it took, what each exporter passed on, and what it lost.

The counters begin with the Collector: a restart sets them to 0, and loses nothing by that.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracing_sandbox.traces.collector.sample import Sample, total

# The Collector's word for each kind of data in labels, and its word for one of them in names.
SIGNALS = {"traces": "spans", "metrics": "metric_points", "logs": "log_records"}
UPTIME = "otelcol_process_uptime"


@dataclass(frozen=True)
class Queue:
    """How much waits for an exporter, counted as its `sizer` does: in requests, items or bytes."""

    size: int
    capacity: int


@dataclass(frozen=True)
class Exporter:
    """What became of one signal at one exporter.

    `refused` found its queue full; `dropped` was tried, and is tried no more.
    """

    name: str
    signal: str
    queue: Queue | None
    sent: int
    refused: int
    dropped: int

    @property
    def waiting(self) -> int:
        """How much its queue holds."""
        return self.queue.size if self.queue else 0


@dataclass(frozen=True)
class Received:
    """What came of one signal: whose senders were refused and told so, and whether it is kept."""

    signal: str
    accepted: int
    refused: int
    kept: bool


@dataclass(frozen=True)
class Flow:
    """All that the counters say, since the Collector started `uptime_s` ago."""

    uptime_s: float
    received: tuple[Received, ...]
    exporters: tuple[Exporter, ...]


def read_flow(samples: Sequence[Sample]) -> Flow:
    """Read the flow from the Collector's samples."""
    exporters = tuple(
        read_exporter(samples, name, signal) for name, signal in find_exporters(samples)
    )
    used = {exporter.signal for exporter in exporters}
    received = (read_received(samples, signal, signal in used) for signal in SIGNALS)
    return Flow(
        uptime_s=sum(sample.value for sample in samples if sample.name == UPTIME),
        received=tuple(one for one in received if one.accepted or one.refused),
        exporters=exporters,
    )


def find_exporters(samples: Iterable[Sample]) -> list[tuple[str, str]]:
    """List each exporter with each signal that it has a queue for, or has counted."""
    found = {
        (sample.labels["exporter"], signal)
        for sample in samples
        if sample.name.startswith("otelcol_exporter_") and "exporter" in sample.labels
        for signal in SIGNALS
        if sample.labels.get("data_type") == signal
        or sample.name.endswith((f"_sent_{SIGNALS[signal]}", f"_failed_{SIGNALS[signal]}"))
    }
    return sorted(found)


def read_exporter(samples: Sequence[Sample], name: str, signal: str) -> Exporter:
    """Read what the samples say of an exporter and a signal."""

    def count(what: str) -> int:
        return total(samples, f"otelcol_exporter_{what}_{SIGNALS[signal]}", exporter=name)

    return Exporter(
        name=name,
        signal=signal,
        queue=read_queue(samples, name, signal),
        sent=count("sent"),
        refused=count("enqueue_failed"),
        dropped=count("send_failed"),
    )


def read_queue(samples: Sequence[Sample], name: str, signal: str) -> Queue | None:
    """Read the length of an exporter's queue; None for one that has none."""
    labels = {"exporter": name, "data_type": signal}
    capacity = total(samples, "otelcol_exporter_queue_capacity", **labels)
    return (
        Queue(total(samples, "otelcol_exporter_queue_size", **labels), capacity)
        if capacity
        else None
    )


def read_received(samples: Sequence[Sample], signal: str, kept: bool) -> Received:
    """Read what the samples say of the receivers and a signal."""

    def count(what: str) -> int:
        return total(samples, f"otelcol_receiver_{what}_{SIGNALS[signal]}")

    return Received(signal, count("accepted"), count("refused") + count("failed"), kept)
