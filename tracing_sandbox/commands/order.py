"""`sandbox order`: places one order and shows the trace that it left."""

from typing import Annotated, Any

import typer

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.faults.agreement import AskDoctor, compare
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.running.addresses import Addresses, find_addresses
from tracing_sandbox.settings import read_settings
from tracing_sandbox.shop import PlacedOrder
from tracing_sandbox.terminal.agreement_view import agreement_document, write_verdict
from tracing_sandbox.terminal.asked_options import read_options
from tracing_sandbox.terminal.console import out, print_json
from tracing_sandbox.terminal.examination import find_findings
from tracing_sandbox.terminal.open_shop import open_shop
from tracing_sandbox.terminal.order_view import (
    require_trace_id,
    say_only_part,
    say_outcome,
    say_trace_is_of_no_use,
    say_unsampled,
)
from tracing_sandbox.terminal.trace_view import Found, show, wait_for_trace
from tracing_sandbox.traces.explaining.document import explanation_document


def order(
    sku: Annotated[
        str | None, typer.Argument(help="What to order; the first in the catalogue if left out.")
    ] = None,
    quantity: Annotated[int, typer.Option("--quantity", "-q", help="How many.")] = 1,
    scenario: Annotated[
        list[str] | None,
        typer.Option("--scenario", help="What to break for this order; may be given twice."),
    ] = None,
    delay_ms: Annotated[
        list[float] | None,
        typer.Option("--delay-ms", help="Its delay, in ms; one for each scenario."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="A number: the same one, the same chances.")
    ] = None,
    mended: Annotated[bool, typer.Option("--mended", help="The same, done right.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Place one order and show the trace that it left."""
    asked = read_options(scenario or [], delay_ms or [], seed, mended=mended)
    addresses = find_addresses(read_settings())
    shop = open_shop(addresses)
    if asked.names:
        shop.require_faults()
    placed = shop.place_order(shop.list_skus()[0] if sku is None else sku, quantity, asked)
    if not as_json:
        say_outcome(shop, placed)
    require_trace_id(placed)
    show_order = print_order if as_json else show_trace
    shown = show_order(addresses, placed, asked)
    if not (placed.confirmed and shown):
        raise typer.Exit(1)


def show_trace(addresses: Addresses, placed: PlacedOrder, asked: Asked) -> bool:
    """Show the trace of an order, or say why there is none; False where a part of it is missing."""
    if placed.refused_at_once:
        say_trace_is_of_no_use(placed)
        return True
    if placed.sampled is False:
        say_unsampled(placed)
        return True
    found = wait_for_trace(addresses, placed.trace_id)
    show(found)
    for verdict in compare(asked, found.explanation, doctor_of(addresses, placed)):
        out.print(f"\n{write_verdict(verdict)}", soft_wrap=True)
    return is_whole(placed, found)


def print_order(addresses: Addresses, placed: PlacedOrder, asked: Asked) -> bool:
    """Print an order as JSON, with its trace explained if that arrives; say whether it is whole."""
    document: dict[str, Any] = {"order": placed.document, "sampled": placed.sampled}
    if placed.sampled is False:
        print_json({**document, "trace_id": placed.trace_id})
        return True
    try:
        found = wait_for_trace(addresses, placed.trace_id)
    except SandboxError:
        print_json({**document, "trace_id": placed.trace_id})
        raise
    if asked.names:
        document |= agreement_document(asked, found.explanation, doctor_of(addresses, placed))
    print_json({**document, **explanation_document(found.explanation)})
    return is_whole(placed, found)


def doctor_of(addresses: Addresses, placed: PlacedOrder) -> AskDoctor:
    """Return how the doctor is asked about an order; it waits for what is still to come."""
    return lambda: find_findings(addresses, placed.trace_id)


def is_whole(placed: PlacedOrder, found: Found) -> bool:
    """Tell whether all spans have arrived, those of the shop itself among them.

    Without these the inventory's look like the request of a caller that reports nothing.
    """
    spans = {row.span.span_id for row in found.explanation.rows}
    if placed.span_id and placed.span_id not in spans:
        say_only_part()
        return False
    return found.explanation.complete
