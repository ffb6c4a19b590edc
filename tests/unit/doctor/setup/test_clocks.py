"""Clocks are compared by the answers' dates, and those that are seconds off are named."""

import socket
import time
from email.utils import formatdate

import pytest

from tests.closed_port import closed_port
from tests.raw_server import RawServer, answer, serving
from tracing_sandbox.doctor.setup.check import Check
from tracing_sandbox.doctor.setup.clock import check_clocks, judge_clocks, seconds_ahead


@pytest.mark.parametrize(
    ("ahead", "state", "said"),
    [
        (
            {"b": 0.9, "a": -1.2},
            "well",
            "a and b are within 2 s of this machine's.",
        ),
        ({"a": 0.0}, "well", "a is within 2 s of this machine's."),
        ({"a": 61.2, "b": 0.0}, "wrong", "a is 61 s ahead."),
        ({"a": -30.0, "b": None}, "wrong", "a is 30 s behind."),
        ({"a": 0.0, "b": None}, "cannot be told", "b told no time."),
    ],
)
def test_clocks_are_judged_by_their_distance(
    ahead: dict[str, float | None], state: str, said: str
) -> None:
    found = judge_clocks(ahead)
    assert (found.name, found.state, found.said) == ("Clocks", state, said)


def test_clocks_of_nobody_cannot_be_told() -> None:
    assert check_clocks({}) == Check(
        "Clocks", "cannot be told", "No service is known here.", "Compare them with `date -u`."
    )


@pytest.mark.parametrize(("sent", "tells"), [(True, True), (False, False)])
def test_date_of_an_answer_tells_how_far_ahead_a_clock_is(sent: bool, tells: bool) -> None:
    def script(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        date = f"Date: {formatdate(time.time() + 90, usegmt=True)}"
        connection.sendall(answer(b"", "200 OK", *[date] * sent))

    with serving(script) as server:
        ahead = seconds_ahead(server.url)
    assert (ahead is not None and 80 < ahead < 100) == tells


def test_service_that_does_not_answer_tells_no_time() -> None:
    assert seconds_ahead(f"http://127.0.0.1:{closed_port()}/") is None
