"""A service of one's own, by the words of the pages: whole traces with the shop, and no noise."""

from pathlib import Path

import pytest

from tests.command_blocks import blocks
from tests.first_day.own_service import PAGE, Developer, OwnService, complaints
from tracing_sandbox.running.trial import TrialSandbox

FLASK = OwnService("my-service", "own-service", 8003)
DJANGO = OwnService("my-django", "own-django", 8004)
BY_CODE = OwnService("my-code", "own-code", 8003, protocol="OTLP_HTTP")
SHOP = ["frontend", "inventory", "thirdparty"]


@pytest.fixture
def developer(sandbox: TrialSandbox, tmp_path: Path) -> Developer:
    """Give somebody a copy of the examples."""
    return Developer(sandbox, tmp_path)


def test_readme_begins_as_the_page_of_own_services_does() -> None:
    for label in ("own-service", "own-service-asked"):
        assert blocks(label) == blocks(label, PAGE)


@pytest.mark.parametrize(
    ("service", "asked"),
    [(FLASK, "own-service-asked"), (DJANGO, "own-django-asked")],
    ids=lambda given: given.name if isinstance(given, OwnService) else "",
)
def test_service_traced_without_its_code_is_in_one_trace_with_the_shop(
    developer: Developer, service: OwnService, asked: str
) -> None:
    (words,) = blocks(asked, PAGE)
    with developer.running(service) as (port, log):
        trace = developer.find_trace(words.replace(str(service.port), str(port)))
    assert (trace["services"], trace["problems"]) == (sorted([*SHOP, service.name]), [])
    assert trace["root"]["service"] == service.name
    assert complaints(log) == []


def test_service_traced_by_its_code_is_in_one_trace_with_the_shop(developer: Developer) -> None:
    with developer.running(BY_CODE) as (port, log):
        asked = f"curl --request POST http://127.0.0.1:{port}/orders\n"
        trace = developer.find_trace(f"{asked}sandbox traces --service my-code")
    assert (trace["services"], trace["problems"]) == (sorted([*SHOP, "my-code"]), [])
    assert complaints(log) == []


def test_span_sent_by_hand_is_in_one_trace_with_the_shop(developer: Developer) -> None:
    (words,) = blocks("own-json", PAGE)
    sandbox = developer.sandbox
    words = words.replace("http://127.0.0.1:8000", sandbox.frontend_url)
    printed = developer.run(words.replace("http://127.0.0.1:4318", sandbox.collector_url))
    assert "my-script" in printed
    assert "look_up_price" in printed
