"""Fetches a trace from Jaeger or a file and shows what it says; the commands share it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.terminal.console import ascii_only, err, out
from tracing_sandbox.terminal.file_view import one_of_file, read_file
from tracing_sandbox.terminal.named_trace import fetch_trace, is_file_name
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.explaining.newest import explain_newest
from tracing_sandbox.traces.jaeger.arrival import (
    EXPECTED_WITHIN_S,
    is_whole,
    wait_for_whole_trace,
)
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import JaegerError, UnknownService
from tracing_sandbox.traces.jaeger.listing import explain_listed
from tracing_sandbox.traces.jaeger.page import has_page
from tracing_sandbox.traces.jaeger.peers import MOST_SPANS, explain_from
from tracing_sandbox.traces.judging.healthy import began_at
from tracing_sandbox.traces.reading.trace import Reading, Trace

ARRIVAL_S = 15.0
JUST_BEFORE = timedelta(seconds=1)

HELD_UP = "they are held up on their way, or dropped, as tail sampling does."


@dataclass(frozen=True)
class Found:
    """An explained trace, and the pages that show it as well."""

    explanation: Explanation
    pages: tuple[str, ...] = ()


@contextmanager
def asking_jaeger(jaeger_url: str) -> Iterator[JaegerClient]:
    """Give a client of Jaeger; SandboxError, in its words, where it has no answer."""
    client = JaegerClient(jaeger_url)
    try:
        yield client
    except JaegerError as error:
        raise no_jaeger(error) from error
    finally:
        client.close()


def wait_for_trace(addresses: Addresses, trace_id: str) -> Found:
    """Wait until the trace is whole or settled; SandboxError where nothing of it arrives."""
    with asking_jaeger(addresses.jaeger) as client:
        began = datetime.now(UTC)
        arrival = wait_for_whole_trace(client, trace_id, ARRIVAL_S, say_late)
        if arrival.trace is None:
            raise SandboxError(
                f"Nothing of trace {trace_id} has reached Jaeger within {ARRIVAL_S:g} s. "
                f"{what_came_instead(client, began)}",
                f"See what holds it up: {typed('status')}, {typed('logs collector')}",
            )
        return found_in(client, addresses, arrival.trace)


def say_late() -> None:
    """Say that a trace is still waited for."""
    err.print(f"Its trace has not reached Jaeger yet; waiting for it up to {ARRIVAL_S:g} s.")


def what_came_instead(client: JaegerClient, began: datetime) -> str:
    """Say what Jaeger has received since then, which tells where a trace was lost."""
    if client.find_traces(limit=1, since=began - JUST_BEFORE):
        return "Others arrived meanwhile: it was dropped, as tail sampling does, or is late."
    if client.services():
        return f"Nor has any other since: {HELD_UP}"
    return f"It has no span at all: {HELD_UP}"


def explain_found(addresses: Addresses, name: str, *, one: bool = False) -> list[Found]:
    """Explain the trace of this name, or all the traces of a file with this name.

    `one` says that only one of them is shown.
    """
    if is_file_name(name):
        return explain_file(addresses, read_file(Path(name), one=one))
    with asking_jaeger(addresses.jaeger) as client:
        trace = await_settled(client, fetch_trace(client, addresses, name))
        return [found_in(client, addresses, trace)]


def find_any(addresses: Addresses, name: str, wanted: str | None, option: str) -> Trace:
    """Return the trace of this name, or one of a file with this name; `option` chooses which."""
    if is_file_name(name):
        return one_of_file(Path(name), wanted, option)
    if wanted is not None:
        raise WrongUsageError(
            f"{option} chooses among the traces of a file.", "Leave it out, or give a file."
        )
    with asking_jaeger(addresses.jaeger) as client:
        return fetch_trace(client, addresses, name)


def await_settled(client: JaegerClient, trace: Trace) -> Trace:
    """Wait for what is still to come of a new trace that lacks something."""
    began = datetime.now(UTC)
    newest_s = max(span.end_ns for span in trace.spans) / 1e9
    is_new = abs(began.timestamp() - newest_s) < EXPECTED_WITHIN_S
    if not is_new or is_whole(trace):
        return trace
    return wait_for_whole_trace(client, trace.trace_id, ARRIVAL_S).trace or trace


def found_in(client: JaegerClient, addresses: Addresses, trace: Trace) -> Found:
    """Explain a trace that this Jaeger holds; a Jaeger without pages is not linked to."""
    pages = [f"{addresses.frontend_page}/traces/{trace.trace_id}/"]
    if has_page(addresses.jaeger):
        pages.append(f"{addresses.jaeger_page}/trace/{trace.trace_id}")
    return Found(explain_from(client, trace), tuple(pages))


def no_jaeger(error: JaegerError) -> SandboxError:
    """Say in the words of Jaeger's client why there is no answer."""
    if isinstance(error, UnknownService):
        return SandboxError(str(error), f"See its traces: {typed('traces --service NAME')}")
    return SandboxError(
        str(error), f"Set SANDBOX_JAEGER_URL, or start a sandbox: {typed('up --detach')}"
    )


def explain_file(addresses: Addresses, reading: Reading) -> list[Found]:
    """Explain each trace of a file by comparison with the healthy ones before it.

    They are looked for in the file, and in Jaeger where it is up: so a trace that was saved from it
    says what it says there. It is not asked about traces too large to be fetched.
    """
    newest_first = sorted(reading.traces, key=began_at, reverse=True)
    explained = ask_about(JaegerClient(addresses.jaeger), newest_first)
    return [Found(explanation) for explanation in explained[::-1]]


def ask_about(client: JaegerClient, newest_first: Sequence[Trace]) -> Sequence[Explanation]:
    """Explain traces with what Jaeger has of their past, or without where it is of no use."""
    if all(len(trace.spans) > MOST_SPANS for trace in newest_first):
        return explain_newest(newest_first)
    try:
        client.services()
        return explain_listed(client, newest_first)
    except JaegerError:
        return explain_newest(newest_first)
    finally:
        client.close()


def show(found: Found) -> None:
    """Print what the trace says, its waterfall, and where to see it on a page."""
    out.print(draw_waterfall(found.explanation, out.width, ascii_only=ascii_only()))
    for page in found.pages:
        out.print(f"See it: {page}", soft_wrap=True)
