"""A third party that is late marks every span from the first that failed up to the root."""

from pathlib import Path

from tests.e2e.shop import Shop
from tests.e2e.traces_of import whole_trace
from tracing_sandbox.running.trial import open_trial
from tracing_sandbox.traces.jaeger.client import JaegerClient

LATE = {"SANDBOX_THIRDPARTY_LATENCY_MS": "2500", "SANDBOX_THIRDPARTY_TIMEOUT_S": "1"}


def test_late_thirdparty_is_marked_from_the_call_up_to_the_root(tmp_path: Path) -> None:
    with open_trial(tmp_path / "home", **LATE) as sandbox:
        answer = Shop(sandbox.frontend_url).order()
        trace = whole_trace(JaegerClient(sandbox.jaeger_url), answer.json()["trace_id"])

    assert (answer.status_code, answer.json()["type"]) == (
        504,
        "urn:sandbox:problem:thirdparty-late",
    )
    assert {f"{span.service} {span.name}" for span in trace.spans if span.error} == {
        "inventory GET",
        "inventory quote_price",
        "inventory POST /reservations",
        "frontend POST",
        "frontend place_order",
        "frontend POST api/orders",
    }
    assert "thirdparty look_up_price" in {f"{span.service} {span.name}" for span in trace.spans}
