"""A service of one's own between the inventory and the third party, by the words of the page."""

import json

import pytest

from tests.command_blocks import blocks
from tests.first_day.own_service import PAGE, Developer, OwnService
from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox

FLASK = OwnService("my-service", "own-service", 8003)


@pytest.fixture
def developer(stopped: TrialSandbox) -> Developer:
    """Give somebody a copy of the examples, and a sandbox that is not up."""
    stopped.home.mkdir()
    return Developer(stopped, stopped.home.parent)


def test_service_stands_between_inventory_and_third_party(developer: Developer) -> None:
    (words,) = blocks("between", PAGE)
    with developer.running(FLASK) as (port, _log):
        printed = developer.run(words.replace(str(FLASK.port), str(port)))
        assert "my-service" in printed
        listed = json.loads(developer.run("sandbox traces --service my-service --json"))
        trace_id = listed["traces"][0]["trace_id"]

        def whole() -> dict[str, object] | None:
            trace = json.loads(developer.run(f"sandbox trace {trace_id} --json"))
            return trace if trace["complete"] and not trace["problems"] else None

        trace = wait_until(whole, "a whole trace")
    assert trace["services"] == ["frontend", "inventory", "my-service", "thirdparty"]
    services = {span["span_id"]: span["service"] for span in trace["spans"]}
    edges = {(services.get(span["parent_id"]), span["service"]) for span in trace["spans"]}
    assert {("inventory", "my-service"), ("my-service", "thirdparty")} <= edges
