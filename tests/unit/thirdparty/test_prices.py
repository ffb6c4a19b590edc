"""The same question always has the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thirdparty.prices import UNIT_PRICES_PENCE, Price, find_price

SKUS = st.sampled_from(sorted(UNIT_PRICES_PENCE))
QUANTITIES = st.integers(1, 1000)


@pytest.mark.parametrize(
    ("quantity", "unit", "total"), [(1, 780, 780), (9, 780, 7020), (10, 741, 7410), (11, 741, 8151)]
)
def test_price_has_a_discount_for_bulk(quantity: int, unit: int, total: int) -> None:
    assert find_price("TEA-ASSAM", quantity) == Price(
        sku="TEA-ASSAM",
        quantity=quantity,
        unit_price_pence=unit,
        total_pence=total,
        lead_time_days=1,
        currency="GBP",
    )


def test_unknown_product_has_no_price() -> None:
    assert find_price("COFFEE", 1) is None


@given(SKUS, QUANTITIES)
def test_price_is_always_the_same(sku: str, quantity: int) -> None:
    assert find_price(sku, quantity) == find_price(sku, quantity)


@given(SKUS, QUANTITIES, QUANTITIES)
def test_more_never_costs_more_apiece(sku: str, a: int, b: int) -> None:
    less, more = sorted((a, b))
    cheap, dear = find_price(sku, less), find_price(sku, more)
    assert cheap is not None
    assert dear is not None
    assert 0 < dear.unit_price_pence <= cheap.unit_price_pence
    assert dear.total_pence == dear.unit_price_pence * more


@given(SKUS)
def test_lead_time_is_a_few_days(sku: str) -> None:
    found = find_price(sku, 1)
    assert found is not None
    assert 1 <= found.lead_time_days <= 4
