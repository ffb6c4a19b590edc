"""`sandbox order`: places one order and shows the trace that it left."""

from typing import Annotated

import typer

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.running.health import ask_budget
from tracing_sandbox.settings import read_settings
from tracing_sandbox.shop import PlacedOrder, Shop
from tracing_sandbox.terminal.console import err, print_json
from tracing_sandbox.terminal.trace_view import show, wait_for_trace
from tracing_sandbox.traces.explaining.document import explanation_document

UNKNOWN_PRODUCT = 404


def order(
    sku: Annotated[
        str | None, typer.Argument(help="What to order; the first in the catalogue if left out.")
    ] = None,
    quantity: Annotated[int, typer.Option("--quantity", "-q", help="How many.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Place one order and show the trace that it left."""
    addresses = find_addresses(read_settings())
    shop = Shop(addresses.frontend, ask_budget(f"{addresses.frontend}/healthz"))
    placed = shop.place_order(shop.list_skus()[0] if sku is None else sku, quantity)
    if not as_json:
        say_outcome(shop, placed)
    found = wait_for_trace(addresses, require_trace_id(placed))
    if as_json:
        print_json({"order": placed.document, **explanation_document(found.explanation)})
    else:
        show(found)
    if not (placed.confirmed and found.explanation.complete):
        raise typer.Exit(1)


def say_outcome(shop: Shop, placed: PlacedOrder) -> None:
    """Say on stderr how the order ended; stdout is for its trace."""
    document = placed.document
    if placed.confirmed:
        err.print(f"Order {document['id']} confirmed: {document['quantity']} x {document['sku']}.")
    else:
        err.print(f"Order failed with {placed.status}: {document.get('detail', '')}")
    if is_sku_at_fault(placed):
        err.print(f"There are: {', '.join(shop.list_skus())}")


def is_sku_at_fault(placed: PlacedOrder) -> bool:
    """Tell whether the shop has no such product, or the SKU has not even the form of one."""
    fields = [error["field"] for error in placed.document.get("errors", ())]
    return placed.status == UNKNOWN_PRODUCT or "sku" in fields


def require_trace_id(placed: PlacedOrder) -> str:
    """Return the order's trace id; SandboxError where the services do not trace."""
    if not placed.trace_id:
        raise SandboxError(
            "The shop answered without a trace id: it is not tracing.",
            f"Unset OTEL_SDK_DISABLED and start it again: {typed('restart')}",
        )
    return placed.trace_id
