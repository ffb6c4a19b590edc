"""The page that follows an order leads to code that is there, and agrees with itself."""

import pytest

from tests.order_page import (
    CUT,
    PAGE,
    Reading,
    definitions,
    readings,
    spans_drawn,
    spans_told,
    stops,
)
from tracing_sandbox.expected_edges import expected_edges
from tracing_sandbox.settings import PROJECT

READINGS = list(readings(PAGE.read_text()))


def test_order_passes_eight_stops_with_a_file_of_its_own_each() -> None:
    found = stops()
    assert [stop.number for stop in found] == list(range(1, 9))
    assert [len(stop.readings) for stop in found] == [1] * 8
    assert len({stop.readings[0].file for stop in found}) == 8


def test_every_file_named_is_one_that_is_read_and_each_but_once() -> None:
    files = [reading.file for reading in READINGS]
    assert len(files) == len(set(files))
    assert PAGE.read_text().count("\nFile: ") == PAGE.read_text().count("\nRead: ") == len(files)


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.file)
def test_what_is_to_be_read_is_defined_in_the_file_that_is_linked(reading: Reading) -> None:
    assert (PAGE.parent / reading.link).resolve() == PROJECT / reading.file
    assert set(reading.names) - definitions((PROJECT / reading.file).read_text()) == set()


def test_every_stop_leaves_a_span() -> None:
    assert [stop.number for stop in stops() if not stop.rows] == []


def test_drawing_shows_the_spans_of_the_stops_and_no_other() -> None:
    told = sorted((f"{service} {name}", parent) for service, _, name, parent in flat())
    drawn = sorted((whole(label), whole(parent)) for label, parent in spans_drawn())
    assert drawn == told


def test_every_edge_that_healthy_orders_show_is_told() -> None:
    edges = {(parent, f"{service} {name}") for service, _, name, parent in flat()}
    assert expected_edges() - edges == set()


def flat() -> list[tuple[str, str, str, str]]:
    return list(spans_told().elements())


def whole(label: str) -> str:
    """The label as the stops have it, where the drawing has cut it."""
    if not label.endswith(CUT):
        return label
    (found,) = {
        f"{service} {name}"
        for service, _, name, _ in flat()
        if f"{service} {name}".startswith(label.removesuffix(CUT))
    }
    return found
