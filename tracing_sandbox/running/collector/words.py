"""What the Collector's counters and log say, in sentences: what waits, what is lost, and why."""

import re
from collections.abc import Iterator

from tracing_sandbox.running.collector.failure import Trouble
from tracing_sandbox.running.collector.flow import Exporter, Received
from tracing_sandbox.running.environment.second_backend import EXPORTER as SECOND_BACKEND
from tracing_sandbox.traces.explaining.moment import clock
from tracing_sandbox.traces.measuring.figures import HOUR, MINUTE, SECOND

UNITS = {"traces": "spans", "metrics": "metric points", "logs": "log records"}
# What the Collector puts around the cause, each layer once more.
WRAPPED = re.compile(
    r"^(not retryable error: |no more retries left: |Permanent error: |rpc error: "
    r"|code = \w+ |desc = |error exporting items, |failed to make an HTTP request: )+"
)
WANTS_KEY = re.compile(r"HTTP Status Code 40[13]\b")
EMPTY_DETAILS = ", Message=, Details=[]"


def say_since(since_ns: int) -> str:
    """Say from when on the Collector has counted."""
    return f"Counted since the Collector's start, {clock(since_ns)}."


def say_received(received: Received) -> str:
    """Say what came of one signal, and whether anybody keeps it."""
    said = f"{UNITS[received.signal]}: {received.accepted:,} accepted"
    if received.refused:
        said += f", {received.refused:,} refused, which their senders were told"
    return said + ("." if received.kept else "; none of them is kept: no exporter takes them.")


def say_exporter(exporter: Exporter, trouble: Trouble | None, now_ns: int) -> str:
    """Say how an exporter is, what waits for it, what is lost for it, and its last error."""
    said = [*say_waiting(exporter, trouble, now_ns), *say_lost(exporter, trouble)]
    if trouble:
        said.append(f"Last error, {clock(trouble.last.at_ns)}: {cause_of(trouble.last.error)}.")
        said += hint(exporter, trouble)
    return f"{exporter.name}: {' '.join(said)}"


def hint(exporter: Exporter, trouble: Trouble) -> Iterator[str]:
    """Say where the key of the second backend is set, if that is what it wants."""
    if exporter.name == SECOND_BACKEND and WANTS_KEY.search(trouble.last.error):
        yield "It wants another key: set SANDBOX_SECOND_OTLP_HEADERS."


def say_waiting(exporter: Exporter, trouble: Trouble | None, now_ns: int) -> Iterator[str]:
    """Say what its queue holds, and since when it gets no further."""
    if not exporter.queue or not exporter.waiting:
        return
    held = f"{exporter.waiting:,} of {exporter.queue.capacity:,}"
    if trouble and trouble.goes_on(now_ns):
        yield (
            f"its queue holds {held}, and its attempts have failed for "
            f"{age(now_ns - trouble.since_ns)}, since {clock(trouble.since_ns)}."
        )
    else:
        yield f"its queue holds {held}."


def say_lost(exporter: Exporter, trouble: Trouble | None) -> Iterator[str]:
    """Say what was dropped and what its queue refused, or that nothing was."""
    unit = UNITS[exporter.signal]
    if exporter.dropped and trouble and trouble.last.handed_back:
        yield f"{exporter.dropped:,} {unit} were not taken, and handed back to their senders."
    elif exporter.dropped:
        yield f"{exporter.dropped:,} {unit} were dropped: they are lost here."
    if exporter.refused:
        yield (
            f"{exporter.refused:,} {unit} found its queue full: they are lost here, "
            "unless their senders send them again."
        )
    if not exporter.dropped and not exporter.refused:
        yield "Nothing is lost." if exporter.waiting else "nothing waits and nothing is lost."


def age(time_ns: int) -> str:
    """Write how long ago something began, in whole seconds, minutes or hours."""
    for unit, length in (("h", HOUR), ("min", MINUTE)):
        if time_ns >= 2 * length:
            return f"{time_ns // length} {unit}"
    return f"{time_ns // SECOND} s"


def cause_of(error: str) -> str:
    """Take off what the Collector puts around the cause of a failure."""
    return WRAPPED.sub("", error).removesuffix(EMPTY_DETAILS)
