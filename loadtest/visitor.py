"""One visitor's way into the shop: a connection of its own, kept for the journey, no cookies."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import gevent.socket
from geventhttpclient.client import HTTPClient, HTTPClientPool
from locust.contrib.fasthttp import FastHttpSession

from loadtest.patience import CONNECTION_TIMEOUT_S, NETWORK_TIMEOUT_S

PORTS = {"http": 80, "https": 443}
# geventhttpclient sends a GET that nobody answered again, up to one time more than this: a failure
# would not be seen, and the shop would get more than was planned.
NEVER_AGAIN = -1


class Entrance:
    """Lets visitors in; a look-up of where that is would hold each of them up, so there is one."""

    def __init__(self, shop_url: str, request_event: Any) -> None:
        self._shop_url = shop_url
        self._request_event = request_event
        parts = urlsplit(shop_url)
        self.host = parts.hostname or ""
        self.port = parts.port or PORTS[parts.scheme]
        self._addresses: list[Any] = []

    def enter(self) -> FastHttpSession:
        """Open a session of Locust's, which counts in Locust's own summary.

        No connection waits for the next visitor: the shop may close it in that very moment.
        """
        session = FastHttpSession(
            self._shop_url,
            self._request_event,
            user=None,
            client_pool=OneConnection(self.find),
            max_redirects=0,
        )
        session.client.max_retries = 0
        session.client.cookiejar = None
        return session

    def find(self) -> list[Any]:
        """Return the shop's addresses; OSError for a name that nobody knows."""
        if not self._addresses:
            self._addresses = gevent.socket.getaddrinfo(
                self.host, self.port, type=gevent.socket.SOCK_STREAM
            )
        return self._addresses


class OneConnection(HTTPClientPool):
    """Gives a client with one connection, which sends nothing twice."""

    def __init__(self, find: Callable[[], list[Any]]) -> None:
        super().__init__(
            concurrency=1,
            connection_timeout=CONNECTION_TIMEOUT_S,
            network_timeout=NETWORK_TIMEOUT_S,
            insecure=True,
        )
        self._find = find

    def get_client(self, url: Any) -> HTTPClient:
        """Return the client of this visitor."""
        client = super().get_client(url)
        connections: Any = client._connection_pool
        connections.size = NEVER_AGAIN
        connections._resolve = self._find
        return client


def leave_shop(session: FastHttpSession) -> None:
    """Close the connection."""
    session.client.clientpool.close()
