from datetime import datetime

import pytest

from tracing_sandbox.running.collector.failure import Failure, Trouble
from tracing_sandbox.running.collector.flow import Exporter, Queue, Received
from tracing_sandbox.running.collector.words import (
    age,
    say_exporter,
    say_received,
)
from tracing_sandbox.traces.measuring.figures import SECOND

NOW = round(datetime.fromisoformat("2026-11-26T14:04:15Z").timestamp()) * SECOND
REFUSED = (
    'failed to make an HTTP request: Post "http://127.0.0.1:1/v1/traces": dial tcp 127.0.0.1:1: '
    "connect: connection refused"
)
WANTS_KEY = (
    "not retryable error: Permanent error: rpc error: code = Unauthenticated desc = error "
    "exporting items, request to http://127.0.0.1:9/v1/traces responded with HTTP Status Code 401, "
    "Message=, Details=[]"
)


def exporter(waiting: int = 0, refused: int = 0, dropped: int = 0) -> Exporter:
    queue = Queue(waiting, 1_000_000)
    return Exporter("otlp_http/second", "traces", queue, 1_204, refused, dropped)


def trouble(error: str, since_s: int, last_s: int = 0, handed_back: bool = False) -> Trouble:
    last = Failure("otlp_http/second", "traces", NOW - last_s * SECOND, error, handed_back)
    return Trouble(last, NOW - since_s * SECOND)


def test_exporter_that_waits_says_since_when_and_why() -> None:
    assert say_exporter(exporter(waiting=312), trouble(REFUSED, 65), NOW) == (
        "otlp_http/second: its queue holds 312 of 1,000,000, and its attempts have failed for "
        "65 s, since 2026-11-26 14:03:10 UTC. Nothing is lost. Last error, "
        '2026-11-26 14:04:15 UTC: Post "http://127.0.0.1:1/v1/traces": dial tcp 127.0.0.1:1: '
        "connect: connection refused."
    )


def test_exporter_that_drops_says_so_and_why() -> None:
    assert say_exporter(exporter(dropped=1_204), trouble(WANTS_KEY, 0), NOW) == (
        "otlp_http/second: 1,204 spans were dropped: they are lost here. Last error, "
        "2026-11-26 14:04:15 UTC: request to http://127.0.0.1:9/v1/traces responded with HTTP "
        "Status Code 401. It wants another key: set SANDBOX_SECOND_OTLP_HEADERS."
    )


@pytest.mark.parametrize(
    ("held", "told", "said"),
    [
        (exporter(), None, "nothing waits and nothing is lost."),
        (
            exporter(waiting=3),
            None,
            "its queue holds 3 of 1,000,000. Nothing is lost.",
        ),
        (
            exporter(refused=2),
            None,
            "2 spans found its queue full: they are lost here, unless their senders send them "
            "again.",
        ),
        (
            exporter(dropped=2),
            trouble("full", 0, handed_back=True),
            "2 spans were not taken, and handed back to their senders. Last error, "
            "2026-11-26 14:04:15 UTC: full.",
        ),
        (
            exporter(waiting=3),
            trouble("away", 90, last_s=60),
            "its queue holds 3 of 1,000,000. Nothing is lost. Last error, "
            "2026-11-26 14:03:15 UTC: away.",
        ),
    ],
)
def test_exporter_says_what_is_true_of_it(held: Exporter, told: Trouble | None, said: str) -> None:
    assert say_exporter(held, told, NOW) == f"otlp_http/second: {said}"


def test_what_nobody_keeps_is_said() -> None:
    assert [
        say_received(Received("metrics", 6, 0, kept=False)),
        say_received(Received("traces", 1_204, 3, kept=True)),
    ] == [
        "metric points: 6 accepted; none of them is kept: no exporter takes them.",
        "spans: 1,204 accepted, 3 refused, which their senders were told.",
    ]


def test_age_is_written_in_whole_units() -> None:
    seconds = (0, 119, 120, 7_199, 7_200)
    assert [age(one * SECOND) for one in seconds] == ["0 s", "119 s", "2 min", "119 min", "2 h"]
