"""A shopper asks for what is to be broken in some of the orders."""

from argparse import ArgumentTypeError
from random import Random
from types import SimpleNamespace

import pytest

from loadtest.options import scenario, share
from loadtest.scenario import choose_scenario


def count_broken(name: str | None, part: float) -> int:
    """Count how many of 1,000 orders ask for something."""
    options, chance = SimpleNamespace(scenario=name, scenario_share=part), Random(1)
    return sum(choose_scenario(options, chance).names == (name,) for _ in range(1_000))


def test_a_share_of_the_orders_asks() -> None:
    assert count_broken(None, 0.5) == 0
    assert count_broken("n-plus-one", 0) == 0
    assert count_broken("n-plus-one", 1) == 1_000
    assert 150 < count_broken("n-plus-one", 0.2) < 250


def test_an_unknown_scenario_is_refused_with_near_ones() -> None:
    with pytest.raises(ArgumentTypeError, match="Did you mean n-plus-one"):
        scenario("n-plus-on")


@pytest.mark.parametrize("text", ["-0.1", "1.5", "half", "nan"])
def test_a_share_is_between_0_and_1(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="no share"):
        share(text)
