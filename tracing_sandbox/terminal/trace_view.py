"""Fetches a trace from Jaeger or a file and shows what it says; the commands share it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.terminal.console import ascii_only, out
from tracing_sandbox.terminal.file_view import first_of_file, read_file
from tracing_sandbox.traces.drawing.waterfall import draw_waterfall
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.explaining.newest import explain_newest
from tracing_sandbox.traces.jaeger.arrival import wait_for_whole_trace
from tracing_sandbox.traces.jaeger.client import (
    BadTraceId,
    JaegerClient,
    JaegerError,
    UnknownService,
    has_page,
)
from tracing_sandbox.traces.jaeger.listing import explain_listed
from tracing_sandbox.traces.jaeger.peers import MOST_SPANS, explain_from
from tracing_sandbox.traces.judging.healthy import began_at
from tracing_sandbox.traces.reading.trace import Reading, Trace

ARRIVAL_S = 15.0


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
        arrival = wait_for_whole_trace(client, trace_id, ARRIVAL_S)
        if arrival.trace is None:
            raise SandboxError(
                f"Nothing of trace {trace_id} has reached Jaeger within {ARRIVAL_S:g} s.",
                "See what became of it: sandbox status, sandbox logs collector.",
            )
        return found_in(client, addresses, arrival.trace)


def explain_found(addresses: Addresses, name: str, *, one: bool = False) -> list[Found]:
    """Explain the trace with this id, or all the traces of a file with this name.

    `one` says that only one of them is shown.
    """
    if is_file_name(name):
        return explain_file(addresses, read_file(Path(name), one=one))
    with asking_jaeger(addresses.jaeger) as client:
        return [found_in(client, addresses, fetch_trace(client, name))]


def find_any(jaeger_url: str, name: str) -> Trace:
    """Return the trace with this id, or the first one of a file with this name."""
    if is_file_name(name):
        return first_of_file(Path(name))
    with asking_jaeger(jaeger_url) as client:
        return fetch_trace(client, name)


def is_file_name(name: str) -> bool:
    """Tell a file's name from a trace id, which has neither dots nor slashes."""
    return Path(name).is_file() or bool(name and not name.isalnum())


def fetch_trace(client: JaegerClient, trace_id: str) -> Trace:
    """Fetch a trace that is there already; SandboxError where it is not."""
    trace = client.find_trace(trace_id)
    if trace is None:
        raise SandboxError(
            f"Jaeger at {client.base_url} has no trace {trace_id}.",
            "Its memory is emptied by a restart and keeps the newest traces only. "
            "Make a new one: sandbox order",
        )
    return trace


def found_in(client: JaegerClient, addresses: Addresses, trace: Trace) -> Found:
    """Explain a trace that this Jaeger holds; a Jaeger without pages is not linked to."""
    pages = [f"{addresses.frontend}/traces/{trace.trace_id}/"]
    if has_page(addresses.jaeger):
        pages.append(f"{addresses.jaeger}/trace/{trace.trace_id}")
    return Found(explain_from(client, trace), tuple(pages))


def no_jaeger(error: JaegerError) -> SandboxError:
    """Say in the words of Jaeger's client why there is no answer."""
    if isinstance(error, BadTraceId):
        return WrongUsageError(
            f"There is no such file, and {error}", "See which traces there are: sandbox traces"
        )
    if isinstance(error, UnknownService):
        return SandboxError(str(error), f"See its traces: {typed('traces --service NAME')}")
    return SandboxError(
        str(error), "Start the sandbox (sandbox up --detach), or set SANDBOX_JAEGER_URL."
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
