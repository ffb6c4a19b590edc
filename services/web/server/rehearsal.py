"""Lets an application answer requests before it serves any, so that all of it is loaded by then."""

import io
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from web.edge.request import log

Application: TypeAlias = Callable[..., Iterable[bytes]]


def answer_one(application: Application, method: str, path: str, body: bytes = b"") -> None:
    """Let the application answer one request, of which no line is logged."""
    log.disabled = True
    try:
        answer = application(build_environ(method, path, body), lambda *_: None)
        b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
    finally:
        log.disabled = False


def build_environ(method: str, path: str, body: bytes) -> dict[str, Any]:
    """Describe the request as gunicorn does."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
