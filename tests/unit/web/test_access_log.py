"""The access log names a request's path, and no secret beside it."""

import pytest

from web.server.access_log import path_of


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
