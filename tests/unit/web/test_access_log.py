"""The access log has one line for a request, whatever its path holds; health checks have none."""

import logging
import time

import pytest

from web.edge.request import log_request


def logged(caplog: pytest.LogCaptureFixture, path: str) -> list[str]:
    with caplog.at_level(logging.INFO, "web.access"):
        log_request("GET", path, 200, time.perf_counter())
    return [record.getMessage().rpartition(" in ")[0] for record in caplog.records]


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/", "/"),
        ("/orders/7/", "/orders/7/"),
        ("/caf\u00e9", "/caf\u00e9"),
        ("/a\nb 200 in 1 ms", "'/a\\nb 200 in 1 ms'"),
        ("/\x1b[2J", "'/\\x1b[2J'"),
    ],
)
def test_request_is_one_line(caplog: pytest.LogCaptureFixture, path: str, written: str) -> None:
    assert logged(caplog, path) == [f"GET {written} 200"]


def test_health_check_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert logged(caplog, "/healthz") == []
