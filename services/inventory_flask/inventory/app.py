"""The inventory's API: the frontend asks it to reserve stock for an order, and what there is."""

import logging
from dataclasses import asdict
from typing import Annotated, Any

import flask
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from inventory.config import Config
from inventory.database import await_database, is_away, open_database
from inventory.shelves import count_stock, refill_shelves
from inventory.stock import (
    OutOfStockError,
    Reservation,
    check_stock,
    find_reservation,
    reserve_stock,
)
from inventory.thirdparty import ThirdParty
from telemetry.spans import current_trace_id, record_exception, set_attributes
from web.edge import patterns
from web.edge.flask_edge import answer_problem, answer_unexpected, install_edge, read_body
from web.edge.problem import Problem, ProblemError, database_down

log = logging.getLogger(__name__)


class ReservationIn(BaseModel):
    """What a reservation is asked for with."""

    model_config = ConfigDict(extra="forbid", strict=True)

    order_id: Annotated[str, Field(pattern=patterns.ORDER_ID)]
    sku: Annotated[str, Field(pattern=patterns.SKU)]
    quantity: Annotated[int, Field(ge=1, le=1000)]


def create_app(config: Config) -> flask.Flask:
    """Build the app over its database and its third party."""
    app = flask.Flask("inventory", static_folder=None)
    engine = open_database(
        config.inventory_database_url, config.database_timeout_s, config.inventory_threads
    )
    thirdparty = ThirdParty(config.thirdparty_url, config.thirdparty_timeout_s)
    await_database(engine, config.database_start_timeout_s)
    app.extensions["engine"] = engine
    install_edge(app, config.longest_request_s)
    app.register_error_handler(DBAPIError, answer_database_error)
    app.register_error_handler(PoolTimeoutError, answer_database_error)

    @app.post("/reservations")
    def reservations() -> tuple[dict[str, Any], int]:
        order = read_body(ReservationIn)
        set_attributes({"app.order.id": order.order_id, "app.product.sku": order.sku})
        existing = find_reservation(engine, order.order_id)
        if existing is not None:
            return describe(same_order(existing, order)), 200
        return describe(reserve(engine, thirdparty, order)), 201

    @app.get("/stock")
    def stock() -> dict[str, Any]:
        return describe_stock(count_stock(engine))

    @app.post("/deliveries")
    def deliveries() -> dict[str, Any]:
        refill_shelves(engine)
        return describe_stock(count_stock(engine))

    return app


def reserve(engine: Engine, thirdparty: ThirdParty, order: ReservationIn) -> Reservation:
    """Check the shelf, ask the price, take the stock; no transaction is open while we ask.

    What is missing may have been taken by another request for the same order.
    """
    try:
        check_stock(engine, order.sku, order.quantity)
        quote = thirdparty.quote_price(order.sku, order.quantity)
        reservation = reserve_stock(engine, order.order_id, order.sku, order.quantity, quote)
    except OutOfStockError:
        existing = find_reservation(engine, order.order_id)
        if existing is None:
            raise
        reservation = existing
    return same_order(reservation, order)


def same_order(reservation: Reservation, order: ReservationIn) -> Reservation:
    """Make sure that a known order id asks for what it asked for before; ProblemError 409."""
    if (reservation.sku, reservation.quantity) != (order.sku, order.quantity):
        raise ProblemError(
            Problem(
                409,
                "order-differs",
                f"Order {order.order_id} already reserved "
                f"{reservation.quantity} of {reservation.sku}.",
            )
        )
    return reservation


def describe(reservation: Reservation) -> dict[str, Any]:
    """Return the reservation as the answer's JSON object."""
    return {**asdict(reservation), "trace_id": current_trace_id()}


def describe_stock(stock: dict[str, int]) -> dict[str, Any]:
    """Return what is on the shelves as the answer's JSON object."""
    return {"stock": stock, "trace_id": current_trace_id()}


def answer_database_error(error: Exception) -> flask.Response:
    """Answer 503 where the database is away or too busy; anything else in it is our own fault."""
    if not is_away(error):
        return answer_unexpected(error)
    log.warning("database: %s", " ".join(str(error).split()))
    record_exception(error)
    return answer_problem(database_down("inventory"))
