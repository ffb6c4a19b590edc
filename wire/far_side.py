"""Asks another service over HTTP, once, within a deadline, and tells the ways it can fail apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from wire.deadline import DeadlineAdapter
from wire.problem import ProblemError
from wire.request_id import HEADER, current_request_id

CONNECT_TIMEOUT_S = 1.0
POOL_SIZE = 32


class FarSideDownError(ProblemError):
    """The far side does not take connections, or drops them: 503."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(503, f"{name}-down", detail, headers={"Retry-After": "1"})


class FarSideLateError(ProblemError):
    """The far side has not answered within its deadline: 504."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(504, f"{name}-late", detail)


class FarSideWrongError(ProblemError):
    """The far side answered what nobody could have expected: 502."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(502, f"{name}-wrong", detail)


@dataclass(frozen=True)
class Answer:
    """A status and the JSON object that came with it."""

    status: int
    document: dict[str, Any]


class FarSide:
    """One service that this process calls. Threads share it."""

    def __init__(self, name: str, base_url: str, timeout_s: float) -> None:
        self.name = name
        self._base_url = base_url.rstrip("/")
        self._timeout_s = timeout_s
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("http://", DeadlineAdapter(max_retries=0, pool_maxsize=POOL_SIZE))

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
            response = self._session.request(
                method,
                self._base_url + path,
                params=params,
                json=json,
                headers={HEADER: current_request_id.get()},
                timeout=(min(CONNECT_TIMEOUT_S, self._timeout_s), self._timeout_s),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise self._failure(error) from error
        return Answer(response.status_code, self._read_object(response))

    def wrong(self, detail: str) -> FarSideWrongError:
        """Build the error for an answer that breaks the far side's contract."""
        return FarSideWrongError(self.name, f"The {self.name} {detail}.")

    def _failure(self, error: requests.RequestException) -> ProblemError:
        if isinstance(error, requests.Timeout) or "timed out" in str(error):
            return FarSideLateError(
                self.name, f"The {self.name} did not answer within {self._timeout_s:g} s."
            )
        if isinstance(error, requests.exceptions.ChunkedEncodingError):
            return self.wrong("broke off in the middle of its answer")
        if isinstance(error, requests.ConnectionError):
            return FarSideDownError(self.name, f"The {self.name} does not take connections.")
        return self.wrong("sent an answer that is not HTTP")

    def _read_object(self, response: requests.Response) -> dict[str, Any]:
        try:
            document = response.json()
        except requests.JSONDecodeError as error:
            raise self.wrong(f"answered {response.status_code} without JSON") from error
        if not isinstance(document, dict):
            raise self.wrong(f"answered {response.status_code} without a JSON object")
        return document
