"""What a plan may order: products of which there is enough, and one of which there is not."""

from collections.abc import Mapping

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.load.planning.plan import Shelves

# More than any plan orders: 20,000 arrivals of three each.
PLENTY = 60_000


def choose_shelves(in_stock: Mapping[str, int], *, sold_out: bool) -> Shelves:
    """Choose what is ordered from what is on the shelves, the same whatever their order.

    `sold_out` says that some orders are to ask for more than there is. SandboxError where the shop
    does not have what is needed.
    """
    plenty = tuple(sorted(sku for sku, count in in_stock.items() if count >= PLENTY))
    if not plenty:
        raise SandboxError(
            "No shelf of the shop holds enough for a run.", f"Start anew: {typed('reset')}"
        )
    count, scarce = min((count, sku) for sku, count in in_stock.items())
    if count < Shelves.too_many:
        return Shelves(plenty, scarce)
    if sold_out:
        raise SandboxError(
            f"Nothing can be sold out: every shelf of the shop holds {Shelves.too_many:,} or more.",
            f"Leave sold_out out of the mix, or start anew: {typed('reset')}",
        )
    return Shelves(plenty)
