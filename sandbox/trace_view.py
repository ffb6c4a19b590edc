"""Fetches a trace from Jaeger and shows its explanation; `order` and `trace` share it."""

from dataclasses import dataclass
from typing import Any

from sandbox.console import err, out
from sandbox.errors import SandboxError
from traces.arrival import is_whole, wait_for_whole_trace
from traces.explanation import explain
from traces.jaeger import JaegerClient, JaegerError
from traces.trace import Trace
from traces.waterfall import draw_waterfall

ARRIVAL_S = 15.0


@dataclass(frozen=True)
class Found:
    """A trace, where it is, and whether all of it has arrived."""

    trace: Trace
    whole: bool
    jaeger_url: str

    @property
    def link(self) -> str:
        """Return the address of this trace in Jaeger's own UI."""
        return f"{self.jaeger_url}/trace/{self.trace.trace_id}"


def wait_for_trace(jaeger_url: str, trace_id: str) -> Found:
    """Wait until the trace is whole or settled; SandboxError where nothing of it arrives."""
    try:
        arrival = wait_for_whole_trace(JaegerClient(jaeger_url), trace_id, ARRIVAL_S)
    except JaegerError as error:
        raise no_jaeger(error) from error
    if arrival.trace is None:
        raise SandboxError(
            f"Nothing of trace {trace_id} has reached Jaeger within {ARRIVAL_S:g} s.",
            "See what became of it: sandbox status, sandbox logs collector.",
        )
    return Found(arrival.trace, arrival.whole, jaeger_url)


def find_trace(jaeger_url: str, trace_id: str) -> Found:
    """Fetch a trace that is there already; SandboxError where it is not."""
    try:
        found = JaegerClient(jaeger_url).find_trace(trace_id)
    except JaegerError as error:
        raise no_jaeger(error) from error
    if found is None:
        raise SandboxError(
            f"Jaeger at {jaeger_url} has no trace {trace_id}.",
            "Its memory is emptied by a restart and keeps the newest traces only. "
            "Make a new one: sandbox order",
        )
    return Found(found, is_whole(found), jaeger_url)


def no_jaeger(error: JaegerError) -> SandboxError:
    """Say that Jaeger cannot be asked, in the words of its client."""
    return SandboxError(
        str(error), "Start the sandbox (sandbox up --detach), or set SANDBOX_JAEGER_URL."
    )


def explanation_document(found: Found) -> dict[str, Any]:
    """Return the trace with what it says, as one JSON object."""
    return explain(found.trace).as_document()


def show_explanation(found: Found) -> None:
    """Print what the trace says, its tree, and where to see it in Jaeger."""
    out.print(draw_waterfall(explain(found.trace), out.width))
    if not found.whole:
        err.print("The trace is not whole: parts of it have not arrived.")
    out.print(f"In Jaeger: {found.link}", soft_wrap=True)
