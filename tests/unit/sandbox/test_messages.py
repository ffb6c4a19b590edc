"""What the commands say when there is nothing to show, or an order is refused."""

from typing import Any

import pytest

from tracing_sandbox.commands.traces import say_none
from tracing_sandbox.invocation import typed
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


def test_list_without_errors_says_how_many_were_searched() -> None:
    assert say_none(37, errors=True) == "Nothing failed in the newest 37 traces."
    assert say_none(1, errors=True) == "Nothing failed in the newest 1 trace."
    assert say_none(0, errors=True) == f"No such traces. Make one: {typed('order')}"
    assert say_none(0, errors=False) == f"No such traces. Make one: {typed('order')}"
