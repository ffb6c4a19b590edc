"""Stock and reservations: check, then take off the shelf, once for each order."""

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inventory.tables import Reservation, Stock
from inventory.thirdparty import Quote
from telemetry.spans import domain_span, set_attributes
from web.edge.problem import Problem, ProblemError


class OutOfStockError(ProblemError):
    """Fewer are on the shelf than were asked for: 409, which says how many."""

    def __init__(self, sku: str, available: int) -> None:
        said = f"Only {available} of {sku} left." if available else f"{sku} is sold out."
        members = {"sku": sku, "available": available}
        super().__init__(Problem(409, "out-of-stock", said, members))


def find_reservation(engine: Engine, order_id: str) -> Reservation | None:
    """Return the reservation that an order already has, or None."""
    with Session(engine) as session:
        return session.get(Reservation, order_id)


def check_stock(engine: Engine, sku: str, quantity: int) -> None:
    """Make sure that enough is on the shelf, before anybody is asked for a price.

    Raises ProblemError: 404 unknown product, 409 out of stock.
    """
    with domain_span("check_stock", {"app.product.sku": sku, "app.order.quantity": quantity}):
        with Session(engine) as session:
            on_hand = session.scalar(select(Stock.on_hand).where(Stock.sku == sku))
        if on_hand is None:
            raise ProblemError(unknown_product(sku))
        set_attributes({"app.stock.on_hand": on_hand})
        if on_hand < quantity:
            raise out_of_stock(sku, on_hand)


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
        reservation = Reservation(
            order_id=order_id, sku=sku, quantity=quantity, **quote.model_dump()
        )
        try:
            take_off_shelf(engine, reservation)
        except IntegrityError:
            span.add_event("order was reserved by another request")
            return existing_reservation(engine, order_id)
        span.set_attribute("app.reservation.outcome", "reserved")
        return reservation


def take_off_shelf(engine: Engine, reservation: Reservation) -> None:
    """Lower the stock and add the reservation, both or neither."""
    enough = (Stock.sku == reservation.sku) & (Stock.on_hand >= reservation.quantity)
    lower = update(Stock).where(enough).values(on_hand=Stock.on_hand - reservation.quantity)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        if session.connection().execute(lower).rowcount == 0:
            on_hand = session.scalar(select(Stock.on_hand).where(Stock.sku == reservation.sku))
            raise out_of_stock(reservation.sku, on_hand or 0)
        session.add(reservation)


def existing_reservation(engine: Engine, order_id: str) -> Reservation:
    """Return the reservation that made ours fail."""
    with Session(engine) as session:
        return session.get_one(Reservation, order_id)


def out_of_stock(sku: str, available: int) -> OutOfStockError:
    """Build the error, and note it on the current span."""
    set_attributes({"app.reservation.outcome": "out_of_stock", "app.stock.on_hand": available})
    return OutOfStockError(sku, available)


def unknown_product(sku: str) -> Problem:
    """Build the 404."""
    return Problem(404, "unknown-product", f"The inventory has no product {sku!r}.")
