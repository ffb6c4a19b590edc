"""A deadline for a whole HTTP exchange, not for each of its reads.

`timeout=` of requests starts anew with every byte received, so that a far side which drips one
byte a second is never late. Here the socket gets what is left until the deadline.
"""

import socket
import time
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.response import HTTPResponse


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
        traced = DeadlineSocket(plain.family, plain.type, plain.proto, fileno=plain.detach())
        traced.settimeout(timeout)
        return traced

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send the request and start its clock."""
        self.started = time.monotonic()
        if isinstance(self.sock, DeadlineSocket):
            self.sock.deadline = float("inf")
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
    """Gives a session's `http://` requests a deadline for the whole exchange, and one attempt."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Build the pool manager with our pool."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            **self.poolmanager.pool_classes_by_scheme,
            "http": DeadlinePool,
        }
