"""gunicorn's worker for `serve`: it waits for no client for long, and refuses in our own words.

gunicorn's own bounds the wait for a request's first byte alone. Here the whole request has to be
there a few seconds after that, or one client for each thread stops the service.
"""

import logging
import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.http import RequestParser
from gunicorn.http.unreader import SocketUnreader
from gunicorn.util import close_graceful, write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from web.edge.request import HEADER, accept_request_id, request_wait_s
from web.server.refusal import LateRequestError, find_refusal, render_refusal
from web.server.wait import find_wait_s

log = logging.getLogger(__name__)

READ_TIMEOUT_S = 5.0
# A long page over a bad line takes its time; a client that reads nothing takes the thread.
WRITE_TIMEOUT_S = 30.0


class DeadlineUnreader(SocketUnreader):
    """Reads a request from its socket, head and body, until one deadline (`time.monotonic`)."""

    deadline = 0.0

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Read what there is; TimeoutError past the deadline."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        self.sock.settimeout(left)
        try:
            return super().chunk(size_hint)  # type: ignore[call-arg]
        finally:
            self.sock.settimeout(WRITE_TIMEOUT_S)


class DeadlineParser(RequestParser):
    """Parses the requests of one connection, each with a deadline of its own."""

    unreader: DeadlineUnreader

    def __init__(self, cfg: Any, source: socket.socket, source_addr: Any) -> None:
        super().__init__(cfg, source, source_addr)
        self.unreader = DeadlineUnreader(source)

    def __next__(self) -> Any:
        """Return the next request; LateRequestError for one whose head is late."""
        self.unreader.deadline = time.monotonic() + READ_TIMEOUT_S
        self.unreader.sock.settimeout(WRITE_TIMEOUT_S)
        try:
            return super().__next__()
        except TimeoutError as error:
            raise LateRequestError from error


class Worker(ThreadWorker):
    """gunicorn's threads, none of which a client can keep."""

    def enqueue_req(self, conn: Any) -> None:
        """Note when a connection begins to wait for a thread."""
        conn.seen = time.monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Handle one request, and see off a client whose connection ends with it."""
        request_wait_s.set(find_wait_s(conn.sock, conn.seen))
        if conn.parser is None:
            conn.parser = DeadlineParser(conn.cfg, conn.sock, conn.client)
        goes_on = super().handle(conn)
        if goes_on is False:
            see_off(conn.sock, conn.parser.unreader.deadline)
        return goes_on

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:  # noqa: ARG002
        """Answer what gunicorn refuses; its own words would hold the request's, secrets and all."""
        problem = find_refusal(exc)
        request_id = accept_request_id(None)
        said = f"refused a request ({HEADER} {request_id}): {problem.status} {problem.kind}"
        if problem.status == 500:
            log.error(said, exc_info=exc)
        else:
            log.warning("%s, %s from %s", said, type(exc).__name__, addr[0] if addr else "?")
        with suppress(OSError):
            write_nonblock(client, render_refusal(problem, request_id))


def see_off(connection: socket.socket, deadline: float) -> None:
    """Say that this was all, and let the client hear it, until the deadline.

    gunicorn does so after us, in the thread that accepts connections: nothing is left for it.
    """
    with suppress(OSError):
        close_graceful(connection.dup(), timeout=deadline - time.monotonic())
        connection.shutdown(socket.SHUT_RD)
