"""Logs the requests that were slow or failed, with the trace that says why."""

import logging
from typing import Any

from loadtest.answer import find_trace_id, read_document

log = logging.getLogger(__name__)


class RequestLog:
    """Listens to Locust's `request` event; `options.slow_ms` may change between two runs."""

    def __init__(self, options: Any) -> None:
        self._options = options

    def __call__(
        self,
        request_type: str,
        name: str,
        response_time: float,
        response: Any,
        exception: Exception | None,
        context: dict[str, Any],
        **_: object,
    ) -> None:
        """Log one request if it is worth a look; `response_time` is in ms."""
        if exception is None and response_time <= self._options.slow_ms:
            return
        log.warning(
            "%s %s %s in %.0f ms%s (trace %s, request %s)",
            "failed:" if exception else "slow:",
            request_type,
            name,
            response_time,
            f": {exception}" if exception else "",
            find_trace_id(response.headers, read_document(response.text)) or "unknown",
            context.get("request_id", "unknown"),
        )
