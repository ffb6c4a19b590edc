"""gunicorn's log lines, in the services' own format and with the trace that each belongs to."""

import re
from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger
from opentelemetry import context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

QUIET = "/healthz"
# `http://user:password@host`, which a proxy is sent.
BEFORE_PATH = re.compile(r"^[^/?]+(//[^/?]*)?")


class AccessLog(Logger):
    """Sends gunicorn's lines to the root logger, and one line for each request but health checks.

    gunicorn writes that line when the request's span has ended: the trace is taken from the
    `traceresponse` header of the answer.
    """

    def setup(self, cfg: Any) -> None:
        """Leave handlers and formats to the root logger."""
        self.cfg = cfg
        self.error_log.propagate = True
        self.access_log.propagate = True

    def access(
        self, resp: Any, _req: Any, environ: MutableMapping[str, Any], request_time: timedelta
    ) -> None:
        """Log method, path, status and milliseconds."""
        path = path_of(environ["RAW_URI"])
        if path == QUIET:
            return
        token = context.attach(answered_context(resp.headers))
        try:
            self.access_log.info(
                "%s %s %s in %.1f ms",
                environ["REQUEST_METHOD"],
                path,
                str(resp.status).partition(" ")[0],
                request_time.total_seconds() * 1000,
            )
        finally:
            context.detach(token)


def path_of(target: str) -> str:
    """Return a request's path as it was sent: what is before and after it may hold secrets."""
    if target == "*":
        return target
    return BEFORE_PATH.sub("", target).partition("?")[0] or "/"


def answered_context(headers: list[tuple[str, str]]) -> context.Context:
    """Return the context that `traceresponse` names; it is written as `traceparent` is."""
    found = [value for name, value in headers if name.lower() == "traceresponse"]
    return TraceContextTextMapPropagator().extract({"traceparent": found[-1] if found else ""})
