"""Stock and reservations: check, then take off the shelf, once for each order."""

from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, Engine, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from inventory.tables import reservation_table, stock_table
from inventory.thirdparty import Quote
from telemetry.spans import domain_span, set_attributes
from web.edge.problem import Problem, ProblemError


@dataclass(frozen=True)
class Reservation:
    """What was taken off the shelf for an order, and at which price."""

    order_id: str
    sku: str
    quantity: int
    unit_price_pence: int
    total_pence: int
    currency: str
    lead_time_days: int


# Made once: to put a statement together takes longer than to run it.
# Their parameters are not named as columns are: SQLAlchemy keeps those names for values to write.
FIND_RESERVATION = select(
    *(reservation_table.c[field.name] for field in fields(Reservation))
).where(reservation_table.c.order_id == bindparam("of_order"))
COUNT_ON_HAND = select(stock_table.c.on_hand).where(stock_table.c.sku == bindparam("of_sku"))
LOWER_STOCK = (
    update(stock_table)
    .where(stock_table.c.sku == bindparam("of_sku"), stock_table.c.on_hand >= bindparam("taken"))
    .values(on_hand=stock_table.c.on_hand - bindparam("taken"))
)
ADD_RESERVATION = insert(reservation_table)


class OutOfStockError(ProblemError):
    """Fewer are on the shelf than were asked for: 409, which says how many."""

    def __init__(self, sku: str, available: int) -> None:
        said = f"Only {available} of {sku} left." if available else f"{sku} is sold out."
        members = {"sku": sku, "available": available}
        super().__init__(Problem(409, "out-of-stock", said, members))


def find_reservation(engine: Engine, order_id: str) -> Reservation | None:
    """Return the reservation that an order already has, or None."""
    with engine.connect() as connection:
        row = connection.execute(FIND_RESERVATION, {"of_order": order_id}).first()
    return Reservation(*row) if row else None


def check_stock(engine: Engine, sku: str, quantity: int) -> None:
    """Make sure that enough is on the shelf, before anybody is asked for a price.

    Raises ProblemError: 404 unknown product, 409 out of stock.
    """
    with domain_span("check_stock", {"app.product.sku": sku, "app.order.quantity": quantity}):
        with engine.connect() as connection:
            on_hand = count_on_hand(connection, sku)
        if on_hand is None:
            raise ProblemError(unknown_product(sku))
        set_attributes({"app.stock.on_hand": on_hand})
        if on_hand < quantity:
            raise out_of_stock(sku, on_hand)


def count_on_hand(connection: Connection, sku: str) -> int | None:
    """Return how many are on the shelf; None for an unknown product."""
    on_hand: int | None = connection.scalar(COUNT_ON_HAND, {"of_sku": sku})
    return on_hand


def reserve_stock(
    engine: Engine, order_id: str, sku: str, quantity: int, quote: Quote
) -> Reservation:
    """Take the quantity off the shelf and note for which order.

    The update itself holds the condition, so that concurrent orders cannot take the same item. An
    order that is reserved already, by a request at the same time, gets that reservation.
    Raises ProblemError 409 out of stock.
    """
    with domain_span(
        "reserve_stock",
        {"app.order.id": order_id, "app.product.sku": sku, "app.order.quantity": quantity},
    ) as span:
        reservation = Reservation(order_id, sku, quantity, **quote.model_dump())
        try:
            with engine.begin() as connection:
                take_off_shelf(connection, reservation)
        except IntegrityError:
            existing = find_reservation(engine, order_id)
            if existing is None:
                raise
            span.add_event("order was reserved by another request")
            return existing
        span.set_attribute("app.reservation.outcome", "reserved")
        return reservation


def take_off_shelf(connection: Connection, reservation: Reservation) -> None:
    """Lower the stock and add the reservation, in one transaction; OutOfStockError if too few."""
    sku = reservation.sku
    lowered = connection.execute(LOWER_STOCK, {"of_sku": sku, "taken": reservation.quantity})
    if lowered.rowcount == 0:
        raise out_of_stock(sku, count_on_hand(connection, sku) or 0)
    connection.execute(ADD_RESERVATION, asdict(reservation))


def out_of_stock(sku: str, available: int) -> OutOfStockError:
    """Build the error, and note it on the current span."""
    set_attributes({"app.reservation.outcome": "out_of_stock", "app.stock.on_hand": available})
    return OutOfStockError(sku, available)


def unknown_product(sku: str) -> Problem:
    """Build the 404."""
    return Problem(404, "unknown-product", f"The inventory has no product {sku!r}.")
