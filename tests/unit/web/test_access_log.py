"""The access log has one line for a request: its path as it was sent, and no secret beside it."""

import logging
import time

import pytest

from web.edge.request import log_request, path_of


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "/"),
        ("/orders/a%0Ab?token=x", "/orders/a%0Ab"),
        ("//x@y/z", "//x@y/z"),
        ("http://user:pw@h/x?token=y", "/x"),
        ("http://user:pw@h", "/"),
        ("http://user:pw@h?token=y", "/"),
        ("user:pw@h:80", "/"),
        ("*", "*"),
    ],
)
def test_path_of_a_request_is_logged_alone(target: str, path: str) -> None:
    assert path_of(target) == path


def logged(caplog: pytest.LogCaptureFixture, target: str) -> list[str]:
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": target, "PATH_INFO": "/decoded"}
    with caplog.at_level(logging.INFO, "web.access"):
        log_request(environ, 200, time.perf_counter())
    return [record.getMessage().rpartition(" in ")[0] for record in caplog.records]


def test_request_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    assert logged(caplog, "/a%0Ab?x=1") == ["GET /a%0Ab 200"]


def test_health_check_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert logged(caplog, "/healthz?x=1") == []
