"""Takes the way of a reservation once before any does: the first one is no slower for it.

Nothing is kept, nobody else is asked, and no span is sent.
"""

from sqlalchemy import Engine

from inventory.database import FIRST_STOCK
from inventory.stock import Reservation, check_stock, find_reservation, take_off_shelf
from inventory.thirdparty import ThirdParty
from inventory.wsgi import application
from telemetry.rehearsal import unsent
from web.calls.stand_in import stand_in
from web.server.rehearsal import answer_one

SKU = next(iter(FIRST_STOCK))
QUOTE = {"unit_price_pence": 1, "total_pence": 1, "currency": "GBP", "lead_time_days": 1}


def rehearse() -> None:
    """Count the stock, refuse a reservation, make one and take it back."""
    with unsent():
        answer_one(application, "GET", "/stock")
        answer_one(application, "POST", "/reservations", b"{}")
        reserve_nothing(application.extensions["engine"])


def reserve_nothing(engine: Engine) -> None:
    """Take one off the shelf, and put it back."""
    find_reservation(engine, "rehearsal")
    check_stock(engine, SKU, 1)
    with stand_in(**QUOTE) as url:
        quote = ThirdParty(url, 1).quote_price(SKU, 1)
    with engine.connect() as connection:
        take_off_shelf(connection, Reservation("rehearsal", SKU, 1, **quote.model_dump()))
        connection.rollback()
