"""What each request gets: an id, taken if sane, else made, and a line in the log."""

import logging
import re
import time
import uuid
from contextvars import ContextVar

log = logging.getLogger("web.access")

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
QUIET = "/healthz"

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


def accept_request_id(offered: str | None) -> str:
    """Take the offered id if it is sane, else make one; it is current from here on."""
    request_id = offered if offered and SANE.fullmatch(offered) else uuid.uuid4().hex
    current_request_id.set(request_id)
    return request_id


def log_request(method: str, path: str, status: int, began: float) -> None:
    """Log method, path, status and milliseconds since `began` (on `time.perf_counter`).

    The path as it was asked for, no query: what is in it may be secret. Health checks say nothing.
    """
    if path == QUIET:
        return
    elapsed_ms = 1000 * (time.perf_counter() - began)
    log.info("%s %s %d in %.1f ms", method, printable(path), status, elapsed_ms)


def printable(path: str) -> str:
    """Write a path in one line, whatever is in it."""
    return path if path.isprintable() else ascii(path)
