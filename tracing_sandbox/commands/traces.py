"""`sandbox traces`: finds traces and lists them, each with its answer in short."""

import time
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import Addresses, find_addresses
from tracing_sandbox.settings import read_settings
from tracing_sandbox.shop import Shop
from tracing_sandbox.terminal.console import ascii_only, err, out, print_json
from tracing_sandbox.terminal.file_view import quoted
from tracing_sandbox.terminal.trace_search import Options, read_search, write_command
from tracing_sandbox.terminal.trace_view import asking_jaeger
from tracing_sandbox.traces.drawing.trace_list import draw_traces
from tracing_sandbox.traces.explaining.document import summary_document
from tracing_sandbox.traces.explaining.moment import rfc3339
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.coverage import Remark, tell_coverage
from tracing_sandbox.traces.jaeger.listing import Listing, list_newest, list_one, list_slowest
from tracing_sandbox.traces.jaeger.searching.search import Search
from tracing_sandbox.traces.reading.fields.moment import LATEST_NS

LISTED = 20
MOST_LISTED = 200
MOST_READ = 5_000
A_DAY_AGO = "1d"
NAMES_SHOWN = 20


def traces(
    service: Annotated[
        str | None, typer.Option(help="Only traces in which this service took part.")
    ] = None,
    operation: Annotated[
        str | None, typer.Option(help="Only traces with a span of this name, whole and exact.")
    ] = None,
    min_duration: Annotated[
        str | None, typer.Option(help="Only traces that took so long: 250ms, 1.5s or 2m.")
    ] = None,
    errors: Annotated[
        bool,
        typer.Option("--errors", help="Only traces with a failed span; refused is not failed."),
    ] = False,
    order: Annotated[
        str | None, typer.Option(help="Only traces of the order with this id.")
    ] = None,
    last: Annotated[str | None, typer.Option(help="How far back: 90s, 15m, 2h or 1d.")] = None,
    since: Annotated[
        str | None, typer.Option(help="From then on: 15m (ago), or a date and time, UTC.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Before then: now, 15m (ago), or a date and time, UTC.")
    ] = None,
    slowest: Annotated[
        bool, typer.Option("--slowest", help="The slowest first, of all that Jaeger holds.")
    ] = False,
    background: Annotated[
        bool, typer.Option("--all", help="Also health checks, assets and pages about an API.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=MOST_LISTED, help="How many.")
    ] = LISTED,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Find traces and list them, the newest first, each with its answer in short."""
    options: Options = {
        "service": service,
        "operation": operation,
        "min-duration": min_duration,
        "errors": errors,
        "order": order,
        "last": last,
        "since": since,
        "until": until,
        "slowest": slowest,
        "all": background,
        "limit": None if limit == LISTED else limit,
    }
    search = read_search(options)
    addresses = find_addresses(read_settings())
    with asking_jaeger(addresses.jaeger) as client:
        if service:
            client.require_service(service)
        found = look(client, addresses, search, limit, slowest=slowest)
        names = name_spans(client, search) if operation and not found.explanations else []
    if as_json:
        print_json(to_document(found, search))
        return
    show(found, search, options)
    if names and operation not in names:
        err.print(f"No span has that name. There are: {write_names(names)}", soft_wrap=True)


def look(
    client: JaegerClient, addresses: Addresses, search: Search, limit: int, *, slowest: bool
) -> Listing:
    """Ask Jaeger, and the shop where to look for an order; say on a terminal how far it is."""
    if search.value and (found := find_order(client, addresses, search)):
        return found
    now_ns = time.time_ns()
    with err.status("Jaeger is asked.") as status:
        if slowest:
            return list_slowest(client, search, limit, most=MOST_READ, now_ns=now_ns)

        def tell(searched: int) -> None:
            status.update(f"{searched:,} traces were read.")

        return list_newest(client, search, limit, most=MOST_READ, now_ns=now_ns, told=tell)


def find_order(client: JaegerClient, addresses: Addresses, search: Search) -> Listing | None:
    """Find the trace of the request that placed an order of the shop's, however old."""
    trace_id = Shop(addresses.frontend).find_trace_id(search.value)
    trace = client.find_trace(trace_id) if trace_id else None
    return list_one(client, search, trace) if trace else None


def name_spans(client: JaegerClient, search: Search) -> list[str]:
    """List the names that spans have, of the service that is looked for or of any."""
    services = [search.service] if search.service else client.services()
    return sorted({name for each in services for name in client.operations(each)})


def write_names(names: Sequence[str]) -> str:
    """Write some names as they can be typed, and how many more there are."""
    more = f" and {len(names) - NAMES_SHOWN:,} more" if len(names) > NAMES_SHOWN else ""
    return ", ".join(quoted(name) for name in names[:NAMES_SHOWN]) + more


def show(found: Listing, search: Search, options: Options) -> None:
    """Print the list; on stderr how far was looked, and what to type to see more."""
    out.print(draw_traces(found.explanations, out.width, ascii_only=ascii_only()), end="")
    for remark in tell_coverage(found, search, slowest=bool(options["slowest"])):
        lead = lead_on(remark, found, options)
        err.print(f"{remark.sentence}.{lead and f' {lead}'}", soft_wrap=True)


def lead_on(remark: Remark, found: Listing, options: Options) -> str:
    """Say what to type after a remark; empty where nothing leads further."""
    match remark.kind:
        case "none" if any(value for name, value in options.items() if name != "limit"):
            return f"See all: {typed('traces')}"
        case "none":
            return f"Make one: {typed('order')}"
        case "left_out":
            return f"List them too: {write_command(options, all=True)}"
        case "in_future":
            return f"Without: {write_command(options, until='now')}"
        case "long_ago":
            return f"List them: {write_command(options, until=A_DAY_AGO)}"
        case "read" if found.older_ns is not None:
            return f"Older: {write_command(options, until=rfc3339(found.older_ns))}"
        case "read" if found.more and len(found.explanations) < MOST_LISTED:
            more = min(MOST_LISTED, 2 * len(found.explanations))
            return f"More: {write_command(options, limit=more)}"
    return ""


def to_document(found: Listing, search: Search) -> dict[str, Any]:
    """Write the list and how far was looked; `older` is a moment for --until."""
    return {
        "traces": [summary_document(each) for each in found.explanations],
        "since": rfc3339(search.since_ns) if search.since_ns else None,
        "until": rfc3339(search.until_ns) if search.until_ns < LATEST_NS else None,
        "searched": found.searched,
        "complete": found.complete,
        "older": None if found.older_ns is None else rfc3339(found.older_ns),
        "left_out": found.left_out,
        "in_future": found.in_future,
        "long_ago": found.long_ago,
    }
