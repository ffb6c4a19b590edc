"""Traces from a Jaeger's query API; one client for Jaeger 2.13 and 2.20.

Both take the snake_case parameters of `/api/v3` and answer in OTLP JSON under `result`.
"""

import time
from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from tracing_sandbox.traces.direct import DirectSession
from tracing_sandbox.traces.jaeger.answer import Documents, read_documents
from tracing_sandbox.traces.jaeger.errors import (
    AnswerTooLong,
    BadAnswer,
    JaegerUnreachable,
    TooMany,
    UnknownService,
)
from tracing_sandbox.traces.jaeger.query import Moment, write_query
from tracing_sandbox.traces.reading.fields.trace_id import normalize_trace_id
from tracing_sandbox.traces.reading.formats.otlp import read_otlp
from tracing_sandbox.traces.reading.intake import Intake
from tracing_sandbox.traces.reading.trace import Reading, Trace

WRONG_ADDRESS = "Is that address Jaeger's query API (port 16686)?"
CHUNK_BYTES = 64 * 1024
MOST_TRACES = 100_000
TOO_DEEP = b"search depth must be"


class JaegerClient:
    """Ask one Jaeger for traces; every request ends within `timeout_s` of silence.

    A whole answer may be bound as well: in time by `within_s`, in size by `longest_bytes`. All
    methods raise `JaegerUnreachable`, `BadAnswer`, or `AnswerTooLong`.
    """

    def __init__(
        self,
        base_url: str,
        timeout_s: float = 5.0,
        *,
        within_s: float = inf,
        longest_bytes: float = inf,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.timeout_s = timeout_s
        self.within_s = within_s
        self.longest_bytes = longest_bytes
        self.session = DirectSession()
        self.most_traces = MOST_TRACES
        self._asks_for_all: bool | None = None

    def close(self) -> None:
        """Give the connections back."""
        self.session.close()

    def find_trace(self, trace_id: str) -> Trace | None:
        """Fetch one trace by its id; None if Jaeger does not hold it.

        Raises `BadTraceId` if `trace_id` is none; see `lookup` for the first digits of one.
        """
        wanted = normalize_trace_id(trace_id)
        reading = self._read_traces(f"/api/v3/traces/{wanted}", {"raw_traces": "true"})
        return next((trace for trace in reading.traces if trace.trace_id == wanted), None)

    def find_traces(
        self,
        service: str | None = None,
        limit: int = 20,
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        operation: str | None = None,
        min_duration_ms: float | None = None,
    ) -> list[Trace]:
        """Fetch the newest traces, newest first, of one service or of all.

        `since` and `until`, aware datetimes or nanoseconds since 1970, default to the last day.
        `operation` is a span's name, `min_duration_ms` what that span took at least; both are met
        by one span, of that service.
        """
        search = write_query(since, until, operation, min_duration_ms)
        while True:
            limit = min(limit, self.most_traces)
            counted = {**search, "query.num_traces": str(limit)}
            try:
                found = self._search(counted, service) if service else self._search_all(counted)
            except TooMany:
                if limit == 1:
                    raise
                self.most_traces = limit // 2
            else:
                return sorted(found, key=_start_ns, reverse=True)[:limit]

    def _search(self, search: Mapping[str, str], service: str) -> Sequence[Trace]:
        parameters = {**search, "query.service_name": service}
        return self._read_traces("/api/v3/traces", parameters).traces

    def _search_all(self, search: Mapping[str, str]) -> Sequence[Trace]:
        """Ask once without a service, or for each in turn where the storage wants one named."""
        if self._asks_for_all is not False:
            try:
                found = self._read_traces("/api/v3/traces", search).traces
            except TooMany:
                raise
            except BadAnswer:
                self._asks_for_all = False
            else:
                self._asks_for_all = bool(found) or self._asks_for_all
                if self._asks_for_all:
                    return found
        each = (self._search(search, name) for name in self.services())
        return list({trace.trace_id: trace for found in each for trace in found}.values())

    def require_service(self, service: str) -> None:
        """Raise `UnknownService` for one that Jaeger holds no span of, while it does of others."""
        known = self.services()
        if known and service not in known:
            raise UnknownService(service, known)

    def services(self) -> list[str]:
        """List the services that Jaeger holds spans of."""
        return sorted(map(str, self._list("services", {})))

    def operations(self, service: str) -> list[str]:
        """List the names that the spans of a service have."""
        found = self._list("operations", {"service": service})
        return sorted({str(each.get("name", "")) for each in found if isinstance(each, dict)})

    def _list(self, what: str, parameters: Mapping[str, str]) -> list[Any]:
        (answer,) = self._ask(f"/api/v3/{what}", parameters) or [{}]
        listed = answer.get(what) or []
        if not isinstance(listed, list):
            raise BadAnswer(f"{self.base_url}/api/v3/{what} answered without a list of {what}.")
        return listed

    def _read_traces(self, path: str, parameters: Mapping[str, str]) -> Reading:
        source = f"{self.base_url}{path}"
        intake = Intake(source)
        for document in self._ask(path, parameters):
            result = document.get("result")
            if not isinstance(result, dict):
                raise BadAnswer(f"{source} answered without a result. {WRONG_ADDRESS}")
            read_otlp(result, "", intake)
        return intake.reading()

    def _ask(self, path: str, parameters: Mapping[str, str]) -> Documents:
        url = f"{self.base_url}{path}"
        try:
            status, body = self._exchange(url, parameters)
        except (requests.RequestException, HTTPError, TimeoutError) as error:
            raise JaegerUnreachable(
                f"Jaeger does not answer at {self.base_url}: {_reason(error)}. "
                "Start it, or give the address of one that runs."
            ) from error
        return _read_answer(url, status, body)

    def _exchange(self, url: str, parameters: Mapping[str, str]) -> tuple[int, bytes]:
        deadline = time.monotonic() + self.within_s
        with self.session.get(
            url, params=dict(parameters), timeout=self.timeout_s, stream=True
        ) as response:
            return response.status_code, self._read_body(response, deadline)

    def _read_body(self, response: requests.Response, deadline: float) -> bytes:
        body = bytearray()
        while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > self.longest_bytes:
                raise AnswerTooLong(
                    f"{response.url} answered with over {self.longest_bytes:,} bytes."
                )
            if time.monotonic() > deadline:
                raise TimeoutError
        return bytes(body)


def _read_answer(url: str, status: int, body: bytes) -> Documents:
    documents = read_documents(status, body)
    if documents is None:
        fault = TooMany if TOO_DEEP in body else BadAnswer
        raise fault(
            f"{url} answered {status} {body[:120].decode(errors='replace')!r}; "
            f"expected traces as JSON. {WRONG_ADDRESS}"
        )
    return documents


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout | ReadTimeoutError | TimeoutError):
        return "no answer in time"
    if isinstance(error, requests.ConnectionError | HTTPError):
        return "connection refused or lost"
    return str(error)


def _start_ns(trace: Trace) -> int:
    return min(span.start_ns for span in trace.spans)
