"""A caller that sends `traceparent` and reports nothing: curl, a browser, a balancer."""

import json
from typing import Any

from tests.first_day.balancer import Balancer, traceparent
from tests.first_day.orders import place, see
from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox

SPANS = 19


def explained(sandbox: TrialSandbox, trace_id: str) -> dict[str, Any]:
    """What `sandbox trace` says, once all spans of an order have arrived."""
    found = sandbox.run("trace", trace_id, "--json")
    assert found.returncode == 0, found.stderr
    document: dict[str, Any] = json.loads(found.stdout)
    assert document["span_count"] >= SPANS
    return document


def test_order_of_an_unreported_caller_is_whole_has_peers_and_a_note(
    sandbox: TrialSandbox,
) -> None:
    for _ in range(2):
        place(sandbox, traceparent=traceparent())
    order = place(sandbox, traceparent=traceparent())
    told = wait_until(lambda: explained(sandbox, order["trace_id"]), "the whole trace")
    assert told["complete"]
    assert [problem["rule"] for problem in told["problems"]] == ["unreported-caller"]
    assert told["root"] == {"service": "frontend", "name": "POST api/orders"}
    assert told["compared_with"] >= 1
    assert "cannot tell" not in told["answer"].lower()

    def shown() -> str:
        page = see(sandbox, f"/orders/{order['id']}/")
        assert "Refresh" not in page.headers
        return page.text

    page = wait_until(shown, "the trace on the order's page")
    assert "The caller of frontend POST api/orders, span " in page
    assert "% " in page or " %" in page
    assert "have no answering step" not in page


def test_order_through_a_balancer_is_shown_as_any_other(sandbox: TrialSandbox) -> None:
    with Balancer(sandbox.frontend_url, flags="01") as balancer:
        found = sandbox.told(SANDBOX_FRONTEND_URL=balancer.url).run("order", "--json")
    assert found.returncode == 0, found.stderr
    told = json.loads(found.stdout)
    assert (told["sampled"], told["complete"]) == (True, True)
    assert [problem["rule"] for problem in told["problems"]] == ["unreported-caller"]
