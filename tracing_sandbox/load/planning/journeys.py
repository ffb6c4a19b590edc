"""What a visitor of the shop does, request after request; `loadtest` sends them."""

from collections.abc import Mapping

BROWSE = "browse"
PLACE = "place"
LOOK = "look"
PAGE = "page"
RETRY = "retry"

# Each step's request, as Locust and the record name it.
REQUESTS = {
    BROWSE: "GET /",
    PLACE: "POST /api/orders",
    LOOK: "GET /api/orders/[id]",
    PAGE: "GET /orders/[id]/",
    RETRY: "POST /api/orders (again)",
}

# A retry has the same Idempotency-Key: it is answered with the same order.
JOURNEYS: Mapping[str, tuple[str, ...]] = {
    "browse": (BROWSE,),
    "order": (PLACE,),
    "look": (PLACE, LOOK),
    "page": (PLACE, PAGE),
    "retry": (PLACE, RETRY),
}


def places_order(journey: str) -> bool:
    """Tell whether an order is placed on a journey."""
    return PLACE in JOURNEYS[journey]


def may_be_planted_in(journey: str) -> bool:
    """Tell whether something is planted on a journey: a retry may mend it, and tell nothing."""
    return places_order(journey) and RETRY not in JOURNEYS[journey]
