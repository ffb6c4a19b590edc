"""All shelves at once: what is on them, and the delivery that fills them again."""

from sqlalchemy import Engine, bindparam, select, update

from inventory.database import FIRST_STOCK
from inventory.tables import stock_table
from telemetry.spans import domain_span

COUNT_STOCK = select(stock_table.c.sku, stock_table.c.on_hand).order_by(stock_table.c.sku)
REFILL_SHELF = (
    update(stock_table)
    .where(stock_table.c.sku == bindparam("of_sku"), stock_table.c.on_hand < bindparam("full"))
    .values(on_hand=bindparam("full"))
)
# Every delivery comes to the shelves in this order: two at once never wait for each other.
DELIVERY = [{"of_sku": sku, "full": count} for sku, count in sorted(FIRST_STOCK.items())]


def count_stock(engine: Engine) -> dict[str, int]:
    """Return how many of each product are on its shelf, by SKU."""
    with domain_span("count_stock"), engine.connect() as connection:
        return {row.sku: row.on_hand for row in connection.execute(COUNT_STOCK)}


def refill_shelves(engine: Engine) -> None:
    """Put every shelf back to its first stock; one that has more keeps it.

    The update itself holds the condition, as that of an order does: what is ordered meanwhile is
    taken off the shelf before the delivery or after it, and the same delivery twice adds nothing.
    """
    with domain_span("refill_shelves") as span, engine.begin() as connection:
        refilled = connection.execute(REFILL_SHELF, DELIVERY)
        span.set_attribute("app.delivery.shelves", refilled.rowcount)
