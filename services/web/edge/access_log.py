"""One log line for each request, written while its span is current: so it carries the trace."""

import logging
import time

log = logging.getLogger("web.access")

QUIET = "/healthz"


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
