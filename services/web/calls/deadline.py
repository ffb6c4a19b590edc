"""Bounds a whole HTTP exchange, in time and in size; `far_side` asks through it.

`timeout=` of requests starts anew with every byte received, so that a far side which drips one
byte a second is never late. Here the socket gets what is left until the deadline.
"""

import socket
import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.response import HTTPResponse

MAX_ANSWER_BYTES = 1024 * 1024
# gunicorn closes a kept connection that was idle for 2 s: one that is about to go is not used.
MAX_IDLE_S = 1.0
CHUNK_BYTES = 64 * 1024


class AnswerTooLongError(requests.RequestException):
    """The answer's body is longer than is allowed, once decoded."""


class DeadlineSocket(socket.socket):
    """A socket whose reads share one deadline (on `time.monotonic`)."""

    deadline = float("inf")

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """Read, waiting no longer than until the deadline; TimeoutError past it."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        self.settimeout(left if left != float("inf") else None)
        return super().recv_into(*args, **kwargs)


class DeadlineConnection(HTTPConnection):
    """An HTTP connection whose answer must be read before the request's start plus its timeout."""

    started = 0.0

    def _new_conn(self) -> socket.socket:
        plain = super()._new_conn()
        timeout = plain.gettimeout()
        bounded = DeadlineSocket(plain.family, plain.type, plain.proto, fileno=plain.detach())
        bounded.settimeout(timeout)
        return bounded

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send the request and start its clock; on a new connection if this one idled long."""
        if time.monotonic() - self.started > MAX_IDLE_S:
            self.close()
        self.started = time.monotonic()
        super().request(*args, **kwargs)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """Read the answer's head; the rest of it is bound to the same deadline."""
        if isinstance(self.sock, DeadlineSocket) and self.timeout:
            self.sock.deadline = self.started + float(self.timeout)
        return super().getresponse()


class DeadlinePool(HTTPConnectionPool):
    """A pool of such connections."""

    ConnectionCls = DeadlineConnection


class DeadlineAdapter(HTTPAdapter):
    """Gives a session's `http://` exchanges a deadline, a size limit, and one attempt."""

    def __init__(self, longest_bytes: int = MAX_ANSWER_BYTES, **options: Any) -> None:
        self._longest_bytes = longest_bytes
        super().__init__(**options)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Build the pool manager with our pool."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": DeadlinePool}

    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Exchange request and answer; the body is read here, where a client span still covers it.

        Raises AnswerTooLongError besides what requests raises.
        """
        response = super().send(*args, **kwargs)
        response._content = read_body(response, self._longest_bytes)
        return response


def read_body(response: requests.Response, longest_bytes: int) -> bytes:
    """Read the whole body, or close the connection as soon as it is too long."""
    body = bytearray()
    for chunk in response.iter_content(CHUNK_BYTES):
        body += chunk
        if len(body) > longest_bytes:
            response.close()
            raise AnswerTooLongError(f"the answer is longer than {longest_bytes} bytes")
    return bytes(body)


def open_session(connections: int) -> requests.Session:
    """Open a session for `http://` addresses: no proxy, no cookie, no attempt but one."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.adapters.clear()
    session.mount("http://", DeadlineAdapter(max_retries=0, pool_maxsize=connections))
    return session
