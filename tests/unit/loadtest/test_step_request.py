import pytest
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError

from loadtest.failure import CutOffError, name_failure
from loadtest.step_request import StepRequest, write_request
from tracing_sandbox.load.measuring.planted import CUT_OFF
from tracing_sandbox.load.planning.plan import Arrival

ORDER = Arrival(4, 10.0, "retry", "TEA-ASSAM", 2, "n-plus-one", 99)


class GaveUpError(Exception):
    """What geventhttpclient raises after a timeout."""

    original = TimeoutError()


@pytest.mark.parametrize("step", ["place", "retry"])
def test_order_has_a_key_of_its_run_and_a_retry_is_the_same_order(step: str) -> None:
    assert write_request(step, ORDER, "run", None) == StepRequest(
        "POST",
        "/api/orders",
        {"place": "POST /api/orders", "retry": "POST /api/orders (again)"}[step],
        {"Idempotency-Key": "run-4", "baggage": "sandbox.scenario=n-plus-one,sandbox.seed=99"},
        {"sku": "TEA-ASSAM", "quantity": 2},
    )


@pytest.mark.parametrize(
    ("step", "order_id", "path"),
    [
        ("browse", None, "/"),
        ("look", "a1", "/api/orders/a1"),
        ("page", "a1", "/orders/a1/"),
        ("look", None, None),
        ("page", None, None),
    ],
)
def test_order_is_looked_at_where_there_is_one(
    step: str, order_id: str | None, path: str | None
) -> None:
    request = write_request(step, ORDER, "run", order_id)
    assert (request and request.path) == path


@pytest.mark.parametrize(
    ("error", "took_s", "named"),
    [
        (CutOffError(), 1.0, CUT_OFF),
        (GaveUpError(), 30.1, "no answer within 30 s"),
        (TimeoutError(), 5.1, "no connection within 5 s"),
        (ConnectionRefusedError(111, "x"), 0.1, "connection refused"),
        (ConnectionResetError(104, "x"), 0.1, "connection closed without an answer"),
        (HTTPConnectionClosed("x"), 0.1, "connection closed without an answer"),
        (HTTPParseError("x"), 0.1, "the answer was cut off, or no HTTP"),
        (OSError(24, "Too many open files"), 0.1, "Too many open files"),
        (ValueError("x"), 0.1, "ValueError"),
    ],
)
def test_failure_is_named_the_same_for_all_of_its_kind(
    error: Exception, took_s: float, named: str
) -> None:
    assert name_failure(error, took_s) == named
