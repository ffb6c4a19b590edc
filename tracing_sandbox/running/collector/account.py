"""The Collector's account of the spans' way, as `sandbox status` gives it: data, and sentences."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tracing_sandbox.running.collector.failure import Trouble, Troubles, read_troubles
from tracing_sandbox.running.collector.flow import Exporter, Flow, read_flow
from tracing_sandbox.running.collector.words import (
    say_exporter,
    say_received,
    say_since,
)
from tracing_sandbox.traces.collector.sample import fetch_samples
from tracing_sandbox.traces.collector.wrong_requests import WrongRequests, read_wrong_requests
from tracing_sandbox.traces.explaining.moment import rfc3339
from tracing_sandbox.traces.measuring.figures import SECOND

TIMEOUT_S = 5.0


@dataclass(frozen=True)
class Account:
    """What the counters and the log said at one moment."""

    flow: Flow
    wrong_requests: tuple[WrongRequests, ...]
    troubles: Troubles
    at_ns: int

    @property
    def since_ns(self) -> int:
        """Return when the counters began."""
        return self.at_ns - round(self.flow.uptime_s * SECOND)

    def sentences(self) -> list[str]:
        """Say all of it."""
        return [
            say_since(self.since_ns),
            *(say_received(one) for one in self.flow.received),
            *(one.sentence for one in self.wrong_requests),
            *(say_exporter(one, self.trouble_of(one), self.at_ns) for one in self.flow.exporters),
        ]

    def trouble_of(self, exporter: Exporter) -> Trouble | None:
        """Return the last trouble of an exporter."""
        return self.troubles.get((exporter.name, exporter.signal))

    def document(self) -> dict[str, Any]:
        """Return all of it for JSON."""
        return {
            "since": rfc3339(self.since_ns),
            "received": [asdict(one) for one in self.flow.received],
            "wrong_requests": [asdict(one) for one in self.wrong_requests],
            "exporters": [self.describe_exporter(one) for one in self.flow.exporters],
            "sentences": self.sentences(),
        }

    def describe_exporter(self, exporter: Exporter) -> dict[str, Any]:
        """Return what is known of an exporter; `failing_since` while its queue gets no further."""
        trouble = self.trouble_of(exporter)
        stuck = trouble if exporter.waiting and trouble and trouble.goes_on(self.at_ns) else None
        return {
            **asdict(exporter),
            "failing_since": rfc3339(stuck.since_ns) if stuck else None,
            "last_error": describe_failure(trouble) if trouble else None,
        }


def describe_failure(trouble: Trouble) -> dict[str, str]:
    """Return when an exporter failed last, and with what."""
    return {"at": rfc3339(trouble.last.at_ns), "error": trouble.last.error}


def ask_collector(metrics: str, logs: Iterable[Path] = ()) -> Account | None:
    """Ask the Collector at the address of its metrics; None where it does not answer.

    `logs` are its log files, the oldest first; one that cannot be read tells nothing.
    """
    samples = fetch_samples(metrics, TIMEOUT_S)
    if samples is None:
        return None
    lines = (line for log in logs for line in read_lines(log))
    wrong = read_wrong_requests(samples)
    return Account(read_flow(samples), wrong, read_troubles(lines), time.time_ns())


def read_lines(log: Path) -> Iterator[str]:
    """Read a log line by line: it may be large."""
    try:
        with log.open(encoding="utf-8", errors="replace") as lines:
            yield from lines
    except OSError:
        return
