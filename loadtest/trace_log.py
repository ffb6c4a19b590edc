"""Writes one JSON line for each order that was sent: the list to compare with Jaeger's traces."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loadtest.answer import find_order_id, find_trace_id, read_document
from loadtest.shopper import ORDERS


class TraceLog:
    """Listens to Locust's `request` event; `path` is appended to, by several workers at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(
        self,
        request_type: str,
        name: str,
        response_time: float,
        response: Any,
        context: dict[str, Any],
        start_time: float,
        **_: object,
    ) -> None:
        """Write the line of one order; any other request is passed over."""
        if (request_type, name) != ("POST", ORDERS):
            return
        document = read_document(response.text)
        line = {
            "sent_at": datetime.fromtimestamp(start_time, UTC).isoformat(),
            "status": response.status_code,
            "response_time_ms": round(response_time, 1),
            "trace_id": find_trace_id(response.headers, document),
            "order_id": find_order_id(document),
            "request_id": context.get("request_id"),
            "scenario": context.get("scenario"),
        }
        with self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")
