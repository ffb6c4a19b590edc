"""The third party answers 500: one row is missing in a table, and nobody thought of that."""

from dataclasses import replace
from typing import Any

from tracing_sandbox.faults.call import Call

SURCHARGE_PERCENT = {"EUR": 0, "USD": 2}


def find_every_row(call: Call) -> Any:
    """Take for granted that each currency has its row."""
    price = call.proceed()
    return price and with_surcharge(price, SURCHARGE_PERCENT[price.currency])


def find_row_or_none(call: Call) -> Any:
    """Add nothing where the currency has no row."""
    price = call.proceed()
    return price and with_surcharge(price, SURCHARGE_PERCENT.get(price.currency, 0))


def with_surcharge(price: Any, percent: int) -> Any:
    """Add to the price what its currency costs."""
    unit = price.unit_price_pence * (100 + percent) // 100
    return replace(price, unit_price_pence=unit, total_pence=unit * price.quantity)


BROKEN = {"thirdparty.app:find_price": find_every_row}
MENDED = {"thirdparty.app:find_price": find_row_or_none}
