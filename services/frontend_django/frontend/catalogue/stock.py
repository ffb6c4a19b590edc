"""The products with what is in stock of each, which the inventory knows; `api` and pages show them.

An inventory that does not say it costs the number, not the page.
"""

import logging
from collections.abc import Mapping

from frontend.catalogue.models import Product
from frontend.inventory import Inventory
from web.edge.problem import ProblemError

log = logging.getLogger(__name__)

NOTHING_KNOWN: Mapping[str, int] = {}


def find_products(inventory: Inventory) -> list[Product]:
    """Return all products, with what is in stock where the inventory says it."""
    return note_stock(ask_for_stock(inventory))


def ask_for_stock(inventory: Inventory) -> Mapping[str, int]:
    """Ask what is in stock; nothing is known where the inventory does not say it."""
    try:
        return inventory.count_stock()
    except ProblemError as error:
        log.warning("stock unknown: %s", error)
        return NOTHING_KNOWN


def note_stock(stock: Mapping[str, int]) -> list[Product]:
    """Return all products, each with its own entry of `stock`."""
    products = list(Product.objects.all())
    for product in products:
        product.in_stock = stock.get(product.sku)
    return products
