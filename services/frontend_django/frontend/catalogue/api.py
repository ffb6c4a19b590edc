"""The products and what is in stock of them, for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from frontend.catalogue.models import Product
from frontend.catalogue.stock import find_products, note_stock
from frontend.inventory import get_inventory
from frontend.openapi import problems
from telemetry.spans import current_trace_id

router = Router(tags=["catalogue"])


class ProductOut(Schema):
    """A product; what it costs is known when it is ordered.

    `in_stock` is null where the inventory does not say it.
    """

    sku: str
    name: str
    description: str
    in_stock: int | None


class ProductsOut(Schema):
    """All products."""

    products: list[ProductOut]
    trace_id: str


def describe_products(products: list[Product]) -> dict[str, Any]:
    """Return the products as the API shows them."""
    return {"products": products, "trace_id": current_trace_id()}


@router.api_operation(
    ["GET", "HEAD"],
    "/products",
    response={200: ProductsOut, **problems()},
    summary="List the products",
)
def list_products(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Return every product of the shop, and how many of it are in stock."""
    return describe_products(find_products(get_inventory()))


@router.post(
    "/deliveries",
    response={200: ProductsOut, **problems(408, 502, 504)},
    summary="Refill the shelves",
)
def post_delivery(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Put every shelf back to its first stock, and return every product.

    No body is read. A retry is safe: a shelf that is full stays so.
    """
    return describe_products(note_stock(get_inventory().refill_shelves()))
