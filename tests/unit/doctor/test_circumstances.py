"""Log lines count for the traces that they may be about."""

import re
from datetime import datetime

from tracing_sandbox.doctor import Circumstances
from tracing_sandbox.doctor.circumstances import When
from tracing_sandbox.doctor.rules.exporter import LOGGED_UNREACHABLE, LOGGED_WRONG

FULL = [re.compile("Queue full")]
TRACE, OTHER = "a" * 32, "b" * 32
BEGAN_NS = 1_750_000_000 * 10**9
WHEN = When(TRACE, BEGAN_NS, BEGAN_NS + 10**9)


def _line(seconds_later: float, trace_id: str = "0") -> str:
    moment = datetime.fromtimestamp(BEGAN_NS / 1e9 + seconds_later)
    stamp = moment.isoformat(" ", "milliseconds").replace(".", ",")
    return f"{stamp} WARNING inventory trace_id={trace_id} span_id=0 sdk: Queue full"


def _found(*lines: str) -> str | None:
    return Circumstances({"inventory": lines}).line_of("inventory", FULL, WHEN)


def test_line_of_about_the_time_of_a_trace_counts() -> None:
    assert _found(_line(2)) == _line(2)


def test_line_of_another_time_does_not_count() -> None:
    assert _found(_line(-60), _line(60)) is None


def test_line_that_names_a_trace_counts_for_that_alone() -> None:
    assert _found(_line(2, OTHER)) is None
    assert _found(_line(2, OTHER), _line(2, TRACE)) == _line(2, TRACE)


def test_line_of_another_service_does_not_count() -> None:
    logs = Circumstances({"frontend": [_line(2)]})
    assert logs.line_of("inventory", FULL, WHEN) is None


def test_line_without_a_time_counts() -> None:
    assert _found("Queue full, dropping Span.") == "Queue full, dropping Span."


def test_first_line_from_the_end_on_counts() -> None:
    assert _found(_line(0.9), _line(1.25), _line(5)) == _line(1.25)
    assert _found(_line(0.99), _line(1.25)) == _line(0.99)
    assert _found(_line(0.5), _line(0.9)) == _line(0.9)


def test_line_that_the_sdk_writes_once_in_a_while_counts_for_others_near_it() -> None:
    logs = Circumstances({"inventory": [_line(-15, OTHER)]})
    assert logs.line_near("inventory", FULL, WHEN) == _line(-15, OTHER)
    assert Circumstances({"inventory": [_line(-25)]}).line_near("inventory", FULL, WHEN) is None


def test_what_the_exporters_log_is_told_apart() -> None:
    wrong = (
        "Failed to export spans batch code: 404, reason: Not Found",
        "Failed to export traces to c:4318, error code: StatusCode.UNIMPLEMENTED",
        "Transient error StatusCode.UNAVAILABLE encountered while exporting traces to c:4318. "
        "Error details: Failed parsing HTTP/2 (Trying to connect an http1.x server)",
        "Transient error ('Connection aborted.', BadStatusLine()) encountered while exporting",
    )
    unreachable = (
        "Failed to export spans batch due to timeout, max retries or shutdown.",
        "Transient error HTTPConnectionPool(host='c', port=9): Max retries exceeded with url",
        "Transient error StatusCode.UNAVAILABLE encountered: Connection refused (111)",
    )
    assert all(LOGGED_WRONG.search(line) for line in wrong)
    assert not any(LOGGED_WRONG.search(line) for line in unreachable)
    assert all(LOGGED_UNREACHABLE.search(line) for line in unreachable)


def test_what_the_collector_had_counted_before_is_left_out() -> None:
    before = Circumstances(wrong_requests=("2 requests spoke gRPC", "1 request went elsewhere"))
    now = Circumstances(wrong_requests=("3 requests spoke gRPC", "1 request went elsewhere"))

    assert now.since(before).wrong_requests == ("3 requests spoke gRPC",)
