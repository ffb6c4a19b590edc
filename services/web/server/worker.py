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

from web.edge.request import HEADER, accept_request_id
from web.server.refusal import LateRequestError, find_refusal, render_refusal

log = logging.getLogger(__name__)

READ_TIMEOUT_S = 5.0
# A long page over a bad line takes its time; a client that reads nothing takes the thread.
WRITE_TIMEOUT_S = 30.0


class DeadlineUnreader(SocketUnreader):
    """Reads a request from its socket, head and body, until one deadline (`time.monotonic`)."""

    deadline = 0.0

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Read what there is; LateRequestError past the deadline."""
        self.sock.settimeout(max(self.deadline - time.monotonic(), 0.001))
        try:
            return super().chunk(size_hint)  # type: ignore[call-arg]
        except TimeoutError as error:
            raise LateRequestError from error
        finally:
            self.sock.settimeout(WRITE_TIMEOUT_S)


class Worker(ThreadWorker):
    """gunicorn's threads, none of which a client can keep."""

    def handle(self, conn: Any) -> Any:
        """Handle one request, and see off a client whose connection ends with it."""
        if conn.parser is None:
            conn.parser = RequestParser(conn.cfg, conn.sock, conn.client)
            conn.parser.unreader = DeadlineUnreader(conn.sock)
        deadline = time.monotonic() + READ_TIMEOUT_S
        conn.parser.unreader.deadline = deadline
        goes_on = super().handle(conn)
        if goes_on is False:
            see_off(conn.sock, deadline)
        return goes_on

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:  # noqa: ARG002
        """Answer what gunicorn refuses; its own words would hold the request's, secrets and all."""
        problem, request_id = find_refusal(exc), accept_request_id(None)
        said = f"refused a request ({HEADER} {request_id}): {problem.status} {type(exc).__name__}"
        if problem.status == 500:
            log.error(said, exc_info=exc)
        else:
            log.warning(said)
        with suppress(OSError):
            write_nonblock(client, render_refusal(problem, request_id))


def see_off(connection: socket.socket, deadline: float) -> None:
    """Say that this was all, and let the client hear it, until the deadline.

    gunicorn does so after us, in the thread that accepts connections: nothing is left for it.
    """
    with suppress(OSError):
        close_graceful(connection.dup(), timeout=deadline - time.monotonic())
        connection.shutdown(socket.SHUT_RD)
