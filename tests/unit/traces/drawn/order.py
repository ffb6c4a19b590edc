"""One order drawn by hand: the way of a request through the sandbox, with round times."""

from typing import Any

from tests.unit.traces.drawn.sketch import Node, client, internal, query, server


def order(look_up_ms: float, **look_up_fields: Any) -> Node:
    """An order as the sandbox makes it, 61 ms and what the third party takes."""
    end = 33 + look_up_ms
    place = internal("frontend place_order", 2, end + 26, _save(), _post(end, look_up_fields))
    return server("frontend POST api/orders", 0, end + 28, place)


def _save() -> Node:
    return internal("frontend save_order", 4, 11, query("frontend INSERT", 5, 10))


def _post(end: float, look_up_fields: dict[str, Any]) -> Node:
    check = internal("inventory check_stock", 18, 24, query("inventory SELECT", 19, 23))
    update = query("inventory UPDATE", end + 5, end + 19)
    reserve = internal("inventory reserve_stock", end + 4, end + 20, update)
    parts = (check, _quote(end, look_up_fields), reserve)
    reservation = server("inventory POST /reservations", 16, end + 22, *parts)
    return client("frontend POST", 12, end + 25, reservation)


def _quote(end: float, look_up_fields: dict[str, Any]) -> Node:
    look_up = internal("thirdparty look_up_price", 33, end, **look_up_fields)
    price = server("thirdparty GET /v1/prices/<sku>", 31, end + 1, look_up)
    call = client("inventory GET", 26, end + 2, price)
    return internal("inventory quote_price", 25, end + 3, call)
