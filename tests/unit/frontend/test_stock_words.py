"""How many are in stock, in words."""

import pytest

from frontend.catalogue.templatetags.stock import stock


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Sold out"),
        (1, "Only 1 left"),
        (10, "Only 10 left"),
        (11, "11 in stock"),
        (99_998, "99,998 in stock"),
    ],
)
def test_stock_is_told_in_words(count: int, words: str) -> None:
    assert stock(count) == words
