"""Asks the inventory: to reserve stock for an order, what is in stock, and for a delivery."""

from functools import cache
from typing import Annotated, Any

from django.conf import settings
from pydantic import BaseModel, Field, ValidationError

from web.calls.far_side import Answer, FarSide
from web.edge.problem import URN, Problem, ProblemError

# A page comes without what is in stock rather than late.
STOCK_TIMEOUT_S = 1.0
MAX_PENCE = 10**12
MAX_COUNT = 10**12
PASSED_ON = {
    "thirdparty-wrong": 502,
    "thirdparty-down": 503,
    "database-down": 503,
    "thirdparty-late": 504,
}
MAX_DETAIL = 500

Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]


class Reservation(BaseModel):
    """What the inventory has reserved, at the third party's price."""

    order_id: str
    sku: str
    quantity: int
    unit_price_pence: Annotated[int, Field(ge=0, le=MAX_PENCE)]
    total_pence: Annotated[int, Field(ge=0, le=MAX_PENCE)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lead_time_days: Annotated[int, Field(ge=0, le=3650)]


class OutOfStock(BaseModel):
    """The inventory's 409."""

    type: Annotated[str, Field(pattern=f"^{URN}out-of-stock$")]
    detail: str
    available: Count


class Stock(BaseModel):
    """How many of each product are on the inventory's shelves, by SKU."""

    stock: dict[str, Count]


class Inventory:
    """The inventory, as the shop sees it."""

    def __init__(self, base_url: str, timeout_s: float) -> None:
        self._far_side = FarSide("inventory", base_url, timeout_s)
        self._hasty_far_side = FarSide("inventory", base_url, min(timeout_s, STOCK_TIMEOUT_S))

    def reserve_stock(self, order_id: str, sku: str, quantity: int) -> Reservation | Problem:
        """Reserve stock for an order; asking again for the same order changes nothing.

        Returns the problem instead where nothing is reserved: 409 out of stock; 502, 503 or 504
        for an inventory, or a third party behind it, that answers wrongly, is down or is late.
        """
        body = {"order_id": order_id, "sku": sku, "quantity": quantity}
        try:
            answer = self._far_side.ask("POST", "/reservations", json=body)
            return self._read_answer(body, answer)
        except ProblemError as error:
            return error.problem

    def count_stock(self) -> dict[str, int]:
        """Ask how many of each product there are, and wait for it no longer than a page may.

        Raises ProblemError: 502, 503 or 504 for an inventory that answers wrongly, is down or is
        late.
        """
        return self._read_stock(self._hasty_far_side.ask("GET", "/stock"))

    def refill_shelves(self) -> dict[str, int]:
        """Ask for a delivery to every shelf; return how many of each product there are now.

        Raises ProblemError as `count_stock` does.
        """
        return self._read_stock(self._far_side.ask("POST", "/deliveries"))

    def _read_answer(self, body: dict[str, Any], answer: Answer) -> Reservation | Problem:
        if answer.status in (200, 201):
            return self._read_reservation(body, answer)
        if answer.status == 409:
            return self._read_out_of_stock(answer)
        return self._read_problem(answer)

    def _read_reservation(self, body: dict[str, Any], answer: Answer) -> Reservation:
        try:
            reservation = Reservation.model_validate(answer.document, strict=True)
        except ValidationError as error:
            raise self._far_side.wrong(
                f"sent a reservation with a wrong {wrong_fields(error)}"
            ) from error
        if reservation.model_dump(include=set(body)) != body:
            raise self._far_side.wrong("sent the reservation of another order")
        return reservation

    def _read_out_of_stock(self, answer: Answer) -> Problem:
        try:
            shortage = OutOfStock.model_validate(answer.document, strict=True)
        except ValidationError as error:
            raise self._far_side.wrong("answered 409 without saying how many are left") from error
        members = {"available": shortage.available}
        return Problem(409, "out-of-stock", printable(shortage.detail), members)

    def _read_stock(self, answer: Answer) -> dict[str, int]:
        if answer.status != 200:
            raise ProblemError(self._read_problem(answer))
        try:
            return Stock.model_validate(answer.document, strict=True).stock
        except ValidationError as error:
            raise self._far_side.wrong("sent a stock that cannot be read") from error

    def _read_problem(self, answer: Answer) -> Problem:
        kind = str(answer.document.get("type", "")).removeprefix(URN)
        if PASSED_ON.get(kind) == answer.status:
            return pass_on(kind, answer)
        raise self._far_side.wrong(f"answered {answer.status}")


def pass_on(kind: str, answer: Answer) -> Problem:
    """Say again what the inventory says about what stands behind it."""
    headers = {"Retry-After": "1"} if answer.status == 503 else {}
    detail = printable(str(answer.document.get("detail", "")))
    return Problem(answer.status, kind, detail, headers=headers)


def printable(text: str) -> str:
    """Keep what can be stored and shown: no control characters, no half of a character."""
    return "".join(character for character in text[:MAX_DETAIL] if character.isprintable())


def wrong_fields(error: ValidationError) -> str:
    """Name the fields that do not fit."""
    return ", ".join(".".join(str(part) for part in found["loc"]) for found in error.errors())


@cache
def get_inventory() -> Inventory:
    """Return the inventory that the settings name."""
    return Inventory(settings.SANDBOX.inventory_url, settings.SANDBOX.inventory_timeout_s)
