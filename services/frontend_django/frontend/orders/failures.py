"""Says in words why an order failed; `placing` saved the reason."""

from frontend.orders.models import Order

WORDS = {
    "inventory-down": "The inventory cannot be reached, so no stock could be reserved.",
    "inventory-late": "The inventory took too long to answer, so the shop stopped waiting.",
    "inventory-wrong": "The inventory gave an answer that the shop cannot use.",
    "thirdparty-down": "The third party cannot be reached, so nobody could say the price.",
    "thirdparty-late": "The third party took too long to say the price.",
    "thirdparty-wrong": "The third party gave an answer that the inventory cannot use.",
    "database-down": "The inventory cannot reach its database.",
    "interrupted": "The shop was stopped before the inventory had answered.",
}


def explain_failure(order: Order) -> str:
    """Return the reason as a sentence for people; empty for an order that did not fail."""
    if order.failure_kind is None:
        return ""
    if order.available is not None:
        return explain_shortage(order.product.name, order.available)
    return WORDS.get(order.failure_kind, "Something went wrong in the shop.")


def explain_shortage(name: str, available: int) -> str:
    """Say how many are left."""
    if available == 0:
        return f"{name} is sold out."
    return f"Only {available} of {name} {'is' if available == 1 else 'are'} left."
