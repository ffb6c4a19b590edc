"""One visitor's way into the shop: a connection of its own, kept for the journey, no cookies."""

from typing import Any
from urllib.parse import urlsplit

import gevent.socket
from locust.contrib.fasthttp import FastHttpSession, insecure_ssl_context_factory

from loadtest.answer_check import is_answer
from loadtest.answer_socket import AnswerTime
from loadtest.one_connection import OneConnection
from loadtest.wall_clock import WallClock

PORTS = {"http": 80, "https": 443}


class Entrance:
    """Lets visitors in; a look-up of where that is would hold each of them up, so there is one."""

    def __init__(self, shop_url: str, clock: WallClock, request_event: Any) -> None:
        self._shop_url = shop_url
        self._clock = clock
        self._request_event = request_event
        parts = urlsplit(shop_url)
        self.host = parts.hostname or ""
        self.port = parts.port or PORTS[parts.scheme]
        self._addresses: list[Any] = []
        # Certificates are not looked at, as Locust's own users do not; one is enough for all.
        self._tls = insecure_ssl_context_factory()  # type: ignore[no-untyped-call]

    def enter(self) -> "Visitor":
        """Let a visitor in.

        No connection waits for the next one: the shop may close it in that very moment. The session
        is Locust's, which counts in Locust's own summary.
        """
        answered = AnswerTime(self._clock)
        session = FastHttpSession(
            self._shop_url,
            self._request_event,
            user=None,
            client_pool=OneConnection(self._find, self._tls, answered),
            max_redirects=0,
        )
        session.client.max_retries = 0
        session.client.cookiejar = None
        return Visitor(session, answered, self._clock)

    def _find(self) -> list[Any]:
        """Return the shop's addresses; OSError for a name that nobody knows."""
        if not self._addresses:
            self._addresses = gevent.socket.getaddrinfo(
                self.host, self.port, type=gevent.socket.SOCK_STREAM
            )
        return self._addresses


class Visitor:
    """Sends one request after the other."""

    def __init__(self, session: FastHttpSession, answered: AnswerTime, clock: WallClock) -> None:
        self._session = session
        self._answered = answered
        self._clock = clock

    def ask(self, method: str, path: str, **options: Any) -> tuple[Any, int]:
        """Send a request; return the answer, or why there is none, and when it was there."""
        self._answered.clear()
        answer = self._session.request(method, path, catch_response=True, **options)
        if is_answer(answer) and self._answered.got_ns:
            return answer, self._answered.got_ns
        return answer, self._clock.now_ns()

    def leave(self) -> None:
        """Close the connection."""
        self._session.client.clientpool.close()
