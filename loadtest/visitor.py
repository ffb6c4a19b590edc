"""One visitor's way into the shop: a connection of its own, kept for the journey, no cookies."""

from typing import Any

from geventhttpclient.client import HTTPClient, HTTPClientPool
from locust.contrib.fasthttp import FastHttpSession

CONNECTION_TIMEOUT_S = 5.0
NETWORK_TIMEOUT_S = 30.0
# geventhttpclient sends a GET that nobody answered again, up to one time more than this: a failure
# would not be seen, and the shop would get more than was planned.
NEVER_AGAIN = -1


class OneConnection(HTTPClientPool):
    """Gives a client with one connection, which sends nothing twice."""

    def __init__(self) -> None:
        super().__init__(
            concurrency=1,
            connection_timeout=CONNECTION_TIMEOUT_S,
            network_timeout=NETWORK_TIMEOUT_S,
            insecure=True,
        )

    def get_client(self, url: Any) -> HTTPClient:
        """Return the client of this visitor."""
        client = super().get_client(url)
        client._connection_pool.size = NEVER_AGAIN
        return client


def enter_shop(base_url: str, request_event: Any) -> FastHttpSession:
    """Open a session of Locust's, which counts in Locust's own summary.

    No connection waits for the next visitor: the shop may close it in that very moment.
    """
    session = FastHttpSession(
        base_url, request_event, user=None, client_pool=OneConnection(), max_redirects=0
    )
    session.client.max_retries = 0
    session.client.cookiejar = None
    return session


def leave_shop(session: FastHttpSession) -> None:
    """Close the connection."""
    session.client.clientpool.close()
