"""Makes sure that there are healthy orders to compare a broken one with."""

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.shop import Shop
from tracing_sandbox.terminal.console import err
from tracing_sandbox.terminal.order_view import reason_of, require_trace_id
from tracing_sandbox.terminal.trace_view import wait_for_trace
from tracing_sandbox.traces.judging.baseline import ENOUGH_TRACES


def ensure_healthy_orders(addresses: Addresses, shop: Shop, sku: str) -> None:
    """Place as many orders as are missing, of those that a trace of now is compared with.

    The first one shows how many there are.
    """
    trace_id = place_healthy_order(shop, sku)
    known = 1 + wait_for_trace(addresses, trace_id).explanation.compared_with
    missing = ENOUGH_TRACES - known
    if missing <= 0:
        return
    with err.status("") as status:
        for number in range(missing):
            status.update(f"Healthy order {number + 1} of {missing}, to compare with.")
            trace_id = place_healthy_order(shop, sku)
        wait_for_trace(addresses, trace_id)


def place_healthy_order(shop: Shop, sku: str) -> str:
    """Place an order that asks for nothing; SandboxError where it does not go through."""
    placed = shop.place_order(sku, 1)
    require_trace_id(placed)
    if not placed.confirmed:
        raise SandboxError(
            f"An order that nothing was asked of ended with {placed.status}: {reason_of(placed)}",
            f"See what is wrong: {typed('status')}",
        )
    return placed.trace_id
