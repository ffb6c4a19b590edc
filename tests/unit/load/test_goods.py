import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.load.planning.goods import choose_shelves
from tracing_sandbox.load.planning.plan import Shelves


def test_what_is_scarce_is_ordered_by_whoever_is_to_be_refused() -> None:
    in_stock = {"TEA-SENCHA": 5, "TEA-CHAI": 0, "TEA-ASSAM": 100_000}
    assert choose_shelves(in_stock, sold_out=True) == Shelves(("TEA-ASSAM",), "TEA-CHAI", 1000)


def test_shop_with_full_shelves_cannot_be_sold_out() -> None:
    in_stock = {"TEA-ASSAM": 100_000, "TEA-SENCHA": 1_000}
    assert choose_shelves(in_stock, sold_out=False) == Shelves(("TEA-ASSAM",), None, 1000)
    with pytest.raises(SandboxError, match="Nothing can be sold out"):
        choose_shelves(in_stock, sold_out=True)


def test_shop_with_empty_shelves_takes_no_run() -> None:
    with pytest.raises(SandboxError, match="No shelf of the shop holds enough"):
        choose_shelves({"TEA-ASSAM": 59_999}, sold_out=False)
