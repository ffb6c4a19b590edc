"""A service has its colour wherever it is drawn."""

from pathlib import Path

import pytest

from tracing_sandbox.pages import drawing
from tracing_sandbox.pages.drawing.colours import COUNT, colour_services
from tracing_sandbox.traces.drawing.ink import service_styles

SHOP = ("frontend", "inventory", "thirdparty")
OTHERS = ("checkout", "payment", "billing", "own", "api", "gateway", "cart", "basket", "mail")


@pytest.mark.parametrize("colour", [colour_services, service_styles])
def test_colour_does_not_depend_on_who_else_is_there(colour) -> None:  # type: ignore[no-untyped-def]
    every = colour((*SHOP, *OTHERS))
    assert every == {name: colour([name])[name] for name in (*SHOP, *OTHERS)}
    assert len({every[name] for name in SHOP}) == len(SHOP)


def test_every_colour_is_in_the_styles_for_light_and_for_dark() -> None:
    styles = Path(drawing.__file__).parents[1] / "static/tracing_sandbox/traces.css"
    text = styles.read_text()
    assert [text.count(f"--s{number}:") for number in range(COUNT)] == [2] * COUNT
    assert [text.count(f".s{number} {{") for number in range(COUNT)] == [1] * COUNT
