"""Why an order failed, in words."""

import pytest

from frontend.catalogue.models import Product
from frontend.inventory import PASSED_ON
from frontend.orders.failures import WORDS, explain_failure
from frontend.orders.models import Order


def failed(kind: str | None, available: int | None = None) -> Order:
    return Order(product=Product(sku="X", name="Assam"), failure_kind=kind, available=available)


@pytest.mark.parametrize(
    ("available", "words"),
    [
        (0, "Assam is sold out."),
        (1, "Only 1 of Assam is left."),
        (7, "Only 7 of Assam are left."),
    ],
)
def test_shortage_says_how_many_are_left(available: int, words: str) -> None:
    assert explain_failure(failed("out-of-stock", available)) == words


def test_every_kind_of_failure_has_its_words() -> None:
    kinds = {*PASSED_ON, "inventory-down", "inventory-late", "inventory-wrong", "interrupted"}

    assert {explain_failure(failed(kind)) for kind in kinds} == set(WORDS.values())
    assert kinds == set(WORDS)


def test_unforeseen_failure_has_words_and_success_has_none() -> None:
    assert explain_failure(failed("unexpected")) == "Something went wrong in the shop."
    assert explain_failure(failed(None)) == ""
