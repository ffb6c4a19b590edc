"""Asks another service over HTTP, once, within a deadline, and tells the ways it can fail apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, RemoteDisconnected
from typing import Any

import requests
from requests.utils import default_headers

from web.calls.session import MAX_ANSWER_BYTES, AnswerTooLongError, open_session
from web.edge.problem import Problem, ProblemError
from web.edge.request import HEADER, current_request_id

CONNECT_TIMEOUT_S = 1.0
POOL_SIZE = 32
DEFAULT_HEADERS = dict(default_headers())


class FarSideDownError(ProblemError):
    """The far side does not take connections, or drops them: 503."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(Problem(503, f"{name}-down", detail, headers={"Retry-After": "1"}))


class FarSideLateError(ProblemError):
    """The far side has not answered within its deadline: 504."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(Problem(504, f"{name}-late", detail))


class FarSideWrongError(ProblemError):
    """The far side answered what nobody could have expected: 502."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(Problem(502, f"{name}-wrong", detail))


@dataclass(frozen=True)
class Answer:
    """A status and the JSON object that came with it."""

    status: int
    document: dict[str, Any]


class FarSide:
    """One service that this process calls, at an `http://` address. Threads share it.

    `called` is what people call it, where that is not its name.
    """

    def __init__(self, name: str, base_url: str, timeout_s: float, *, called: str = "") -> None:
        self.name = name
        self._called = called or name
        self._base_url = base_url.rstrip("/")
        self._timeout_s = timeout_s
        self._session = open_session(POOL_SIZE)

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Send one request and return its answer, whatever its status.

        Raises FarSideDownError, FarSideLateError or FarSideWrongError.
        """
        try:
            response = self._session.send(
                self._prepare(method, path, params, json),
                timeout=(min(CONNECT_TIMEOUT_S, self._timeout_s), self._timeout_s),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise self._failure(error) from error
        return Answer(response.status_code, self._read_object(response))

    def _prepare(self, method: str, path: str, params: Any, json: Any) -> requests.PreparedRequest:
        """Write a request as requests does, but for the session's settings: there are none."""
        headers = {**DEFAULT_HEADERS, HEADER: current_request_id.get()}
        return requests.Request(
            method, self._base_url + path, headers, params=params or {}, json=json
        ).prepare()

    def wrong(self, detail: str) -> FarSideWrongError:
        """Build the error for an answer that breaks the far side's contract."""
        return FarSideWrongError(self.name, f"The {self._called} {detail}.")

    def _failure(self, error: requests.RequestException) -> ProblemError:
        if isinstance(error, requests.ReadTimeout):
            return FarSideLateError(
                self.name, f"The {self._called} did not answer within {self._timeout_s:g} s."
            )
        if isinstance(error, AnswerTooLongError):
            return self.wrong(f"answered with more than {MAX_ANSWER_BYTES} bytes")
        if isinstance(error, requests.exceptions.ChunkedEncodingError):
            return self.wrong("broke off in the middle of its answer")
        if isinstance(error, requests.ConnectionError) and not is_malformed(error):
            return FarSideDownError(
                self.name, f"The {self._called} does not take connections, or drops them."
            )
        return self.wrong("sent an answer that is not HTTP")

    def _read_object(self, response: requests.Response) -> dict[str, Any]:
        try:
            document = response.json()
        except (ValueError, RecursionError) as error:
            raise self.wrong(f"answered {response.status_code} without JSON") from error
        if not isinstance(document, dict):
            raise self.wrong(f"answered {response.status_code} without a JSON object")
        return document


def is_malformed(error: requests.ConnectionError) -> bool:
    """Tell an answer that is not HTTP from a connection that broke: urllib3 calls both aborted."""
    aborted = error.args[0] if error.args else None
    cause = aborted.args[-1] if isinstance(aborted, Exception) and aborted.args else None
    return isinstance(cause, HTTPException) and not isinstance(cause, RemoteDisconnected)
