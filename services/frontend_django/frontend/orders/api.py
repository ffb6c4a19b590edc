"""Orders, for programs."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Header, Path, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import BaseModel, ConfigDict, Field

from frontend.body import require_json
from frontend.errors import answer_problem
from frontend.inventory import get_inventory
from frontend.openapi import PLACED_ORDER, REPLAYED, problems
from frontend.orders.models import MAX_QUANTITY, Order
from frontend.orders.placing import place_order
from frontend.orders.saving import find_order
from telemetry.baggage import CHANNEL, with_baggage
from web.edge import patterns
from web.edge.problem import Problem, ProblemError

router = Router(tags=["orders"])


class OrderIn(BaseModel):
    """What to order, and how much of it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sku: Annotated[str, Field(pattern=patterns.SKU, examples=["TEA-ASSAM"])]
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY, examples=[2])]


class Reason(Schema):
    """Why an order failed; `available` says how many are left where that was the reason."""

    status: int
    kind: str
    detail: str
    available: int | None


class OrderOut(Schema):
    """An order; prices are in pence and known once it is confirmed.

    `sampled` says whether the spans of its trace were sent; null where that is not known.
    """

    id: UUID
    state: Literal["placed", "confirmed", "failed"]
    sku: str
    quantity: int
    unit_price_pence: int | None
    total_pence: int | None
    currency: str | None
    lead_time_days: int | None
    reason: Reason | None
    placed_at: datetime
    trace_id: str
    sampled: bool | None


def describe_order(order: Order) -> dict[str, Any]:
    """Return the order as the API shows it."""
    return {
        "id": order.id,
        "state": order.state,
        "sku": order.product_id,
        "quantity": order.quantity,
        "unit_price_pence": order.unit_price_pence,
        "total_pence": order.total_pence,
        "currency": order.currency,
        "lead_time_days": order.lead_time_days,
        "reason": describe_reason(order.failure),
        "placed_at": order.placed_at,
        "trace_id": order.trace_id,
        "sampled": order.sampled,
    }


def describe_reason(failure: Problem | None) -> dict[str, Any] | None:
    """Return why the order failed, or None."""
    if failure is None:
        return None
    return {
        "status": failure.status,
        "kind": failure.kind,
        "detail": failure.detail,
        "available": failure.members.get("available"),
    }


@router.post(
    "/orders",
    response={201: OrderOut, **problems(404, 408, 409, 415, 422, 502, 504)},
    summary="Place an order",
    openapi_extra={"responses": {201: PLACED_ORDER}},
)
@decorate_view(require_json)
def post_order(
    request: HttpRequest,
    response: HttpResponse,
    order: OrderIn,
    idempotency_key: Annotated[
        str | None, Header(alias="Idempotency-Key", pattern=patterns.IDEMPOTENCY_KEY)
    ] = None,
) -> HttpResponse | Status[dict[str, Any]]:
    """Save the order, reserve its stock and confirm it.

    With an `Idempotency-Key` a retry is safe: the same order is not placed twice. What was
    confirmed or refused is told again; what failed on the way is tried again.
    """
    with with_baggage(CHANNEL, "api"):
        placement = place_order(get_inventory(), order.sku, order.quantity, idempotency_key)
    if isinstance(placement, Problem):
        return answer_problem(request, placement)
    replayed = {REPLAYED: "true"} if placement.replayed else {}
    if placement.failure:
        problem = tell_failure(placement.order, placement.failure)
        headers = {**problem.headers, **replayed}
        return answer_problem(request, replace(problem, headers=headers))
    location = reverse("api-1.0.0:get_order", args=[placement.order.id])
    for name, value in {"Location": location, **replayed}.items():
        response[name] = value
    return Status(201, describe_order(placement.order))


def tell_failure(order: Order, failure: Problem) -> Problem:
    """Say which order failed, and in which trace: a replay names that of the first request."""
    members = {**failure.members, "order_id": str(order.id), "trace_id": order.trace_id}
    if "available" in members:
        members["sku"] = order.product_id
    headers = {"Retry-After": "1"} if failure.status == 503 else {}
    return replace(failure, members=members, headers=headers)


@router.api_operation(
    ["GET", "HEAD"],
    "/orders/{order_id}",
    response={200: OrderOut, **problems(404, 422)},
    url_name="get_order",
    summary="Look at an order",
)
def get_order(
    request: HttpRequest,  # noqa: ARG001
    order_id: Annotated[str, Path(pattern=patterns.UUID)],
) -> dict[str, Any]:
    """Return the order, and why it failed if it did."""
    order = find_order(UUID(order_id))
    if order is None:
        raise ProblemError(Problem(404, "unknown-order", f"The shop has no order {order_id}."))
    return describe_order(order)
