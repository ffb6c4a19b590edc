"""What some parts took together, where there are as many parts as requests."""

from collections.abc import Iterator
from typing import NoReturn

from tracing_sandbox.traces.measuring.part import Part
from tracing_sandbox.traces.surveying.evidence.growth import time_of


class Countless(frozenset[Part]):
    """Parts of so many requests that none may walk through them for each request."""

    def __iter__(self) -> NoReturn:
        raise AssertionError("all parts were walked through for one request")


def item(number: int) -> Part:
    return Part("items", f"GET /item/{number}", "own")


def items(count: int) -> Iterator[Part]:
    return map(item, range(count))


def test_time_is_that_of_the_wanted_parts_and_costs_no_look_at_the_others() -> None:
    times_ns = {item(7): 5, item(8): 3, item(1_000): 90}
    assert time_of(Countless(items(100)), times_ns) == 8
