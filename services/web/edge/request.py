"""What each request gets: an id, taken if sane, else made, and a line in the log.

And what `web.server` knows of it: how long it waited for a thread.
"""

import logging
import re
import time
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

log = logging.getLogger("web.access")

HEADER = "X-Request-ID"
SANE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
QUIET = "/healthz"
# `http://user:password@host`, which a proxy is sent.
BEFORE_PATH = re.compile(r"^[^/?]+(//[^/?]*)?")

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")
request_wait_s: ContextVar[float] = ContextVar("request_wait_s", default=0.0)


def accept_request_id(offered: str | None) -> str:
    """Take the offered id if it is sane, else make one; it is current from here on."""
    request_id = offered if offered and SANE.fullmatch(offered) else uuid.uuid4().hex
    current_request_id.set(request_id)
    return request_id


def log_request(environ: Mapping[str, Any], status: int, began: float) -> None:
    """Log method, path, status and milliseconds since `began` (on `time.perf_counter`).

    `environ` is WSGI's. Health checks say nothing.
    """
    path = path_of(environ.get("RAW_URI") or environ["PATH_INFO"])
    if path == QUIET:
        return
    elapsed_ms = 1000 * (time.perf_counter() - began)
    log.info("%s %s %d in %.1f ms", environ["REQUEST_METHOD"], path, status, elapsed_ms)


def path_of(target: str) -> str:
    """Return a request's path as it was sent: what is before and after it may hold secrets."""
    if target == "*":
        return target
    return BEFORE_PATH.sub("", target).partition("?")[0] or "/"
