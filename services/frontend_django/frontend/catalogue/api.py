"""The products, for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from frontend.catalogue.models import Product
from frontend.openapi import problems
from telemetry.spans import current_trace_id

router = Router(tags=["catalogue"])


class ProductOut(Schema):
    """A product; what it costs is known when it is ordered."""

    sku: str
    name: str
    description: str


class ProductsOut(Schema):
    """All products."""

    products: list[ProductOut]
    trace_id: str


@router.api_operation(
    ["GET", "HEAD"],
    "/products",
    response={200: ProductsOut, **problems()},
    summary="List the products",
)
def list_products(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Return every product of the shop."""
    return {"products": list(Product.objects.all()), "trace_id": current_trace_id()}
