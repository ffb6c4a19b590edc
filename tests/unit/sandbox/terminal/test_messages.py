"""What the commands say when an order is refused."""

from typing import Any

import pytest

from tracing_sandbox.shop import PlacedOrder, Shop
from tracing_sandbox.terminal.order_view import say_outcome


class Catalogue(Shop):
    """A shop that sells one tea."""

    def list_skus(self) -> list[str]:
        return ["TEA-ASSAM"]


@pytest.mark.parametrize(
    ("status", "errors", "listed"),
    [
        (404, {}, True),
        (422, {"errors": [{"field": "sku", "expected": "letters"}]}, True),
        (422, {"errors": [{"field": "quantity", "expected": "1 or more"}]}, False),
        (409, {}, False),
    ],
)
def test_products_are_listed_only_where_the_product_is_wrong(
    status: int, errors: dict[str, Any], *, listed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = Catalogue("http://shop.invalid")
    say_outcome(shop, PlacedOrder(status, {"detail": "no", **errors}))
    assert ("There are: TEA-ASSAM" in capsys.readouterr().err) is listed
