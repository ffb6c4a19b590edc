"""The third party's price list: the same question always has the same answer."""

from dataclasses import dataclass

UNIT_PRICES_PENCE = {
    "TEA-ASSAM": 780,
    "TEA-DARJEELING": 1150,
    "TEA-EARL-GREY": 920,
    "TEA-JASMINE": 1040,
    "TEA-ROOIBOS": 690,
    "TEA-SILVER-NEEDLE": 3900,
}
BULK_QUANTITY = 10
BULK_DISCOUNT_PERCENT = 5


@dataclass(frozen=True)
class Price:
    """What `quantity` of a product costs, in pence, and when it can be here."""

    sku: str
    quantity: int
    unit_price_pence: int
    total_pence: int
    lead_time_days: int
    currency: str = "GBP"


def find_price(sku: str, quantity: int) -> Price | None:
    """Return the price, with the discount for bulk, or None for a product not on the list."""
    listed = UNIT_PRICES_PENCE.get(sku)
    if listed is None:
        return None
    unit = discount(listed, quantity)
    return Price(sku, quantity, unit, unit * quantity, lead_time_days=1 + listed % 4)


def discount(unit_price_pence: int, quantity: int) -> int:
    """Take the bulk discount off the unit price, rounded down to whole pence."""
    if quantity < BULK_QUANTITY:
        return unit_price_pence
    return unit_price_pence * (100 - BULK_DISCOUNT_PERCENT) // 100
