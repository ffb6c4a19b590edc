"""Prices as people read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend.orders.templatetags.money import money


@pytest.mark.parametrize(
    ("pence", "currency", "shown"),
    [
        (0, "GBP", "£0.00"),
        (5, "GBP", "£0.05"),
        (1560, "GBP", "£15.60"),
        (123456789, "EUR", "€1,234,567.89"),
        (1560, "CHF", "15.60 CHF"),
    ],
)
def test_money_is_shown_in_the_currencys_unit(pence: int, currency: str, shown: str) -> None:
    assert money(pence, currency) == shown


@given(st.integers(0, 10**12))
def test_money_loses_no_penny(pence: int) -> None:
    shown = money(pence, "GBP").removeprefix("£").replace(",", "")

    assert Decimal(shown) * 100 == pence
