"""The one connection of a `visitor`: what we change of geventhttpclient where it is private.

A test holds that they still are what they were when it was last updated.
"""

from collections.abc import Callable
from typing import Any

from geventhttpclient.client import HTTPClient, HTTPClientPool

from loadtest.answer_socket import AnswerSocket, AnswerTime
from loadtest.patience import CONNECTION_TIMEOUT_S, NETWORK_TIMEOUT_S

# A page in one piece: each piece is read in a turn of its own.
BLOCK_BYTES = 65_536
# geventhttpclient sends a GET that nobody answered again, up to one time more than this: a failure
# would not be seen, and the shop would get more than was planned.
NEVER_AGAIN = -1


class OneConnection(HTTPClientPool):
    """Gives a client with one connection, which sends nothing twice."""

    def __init__(self, find: Callable[[], list[Any]], tls: Any, answered: AnswerTime) -> None:
        super().__init__(
            concurrency=1,
            connection_timeout=CONNECTION_TIMEOUT_S,
            network_timeout=NETWORK_TIMEOUT_S,
            block_size=BLOCK_BYTES,
            insecure=True,
            ssl_context_factory=lambda **_: tls,
        )
        self._find = find
        self._answered = answered

    def get_client(self, url: Any) -> HTTPClient:
        """Return the client of this visitor."""
        client = super().get_client(url)
        connections: Any = client._connection_pool
        connections.size = NEVER_AGAIN
        connections._resolve = self._find
        connections._create_tcp_socket = lambda *kind: AnswerSocket(self._answered, *kind)
        return client
