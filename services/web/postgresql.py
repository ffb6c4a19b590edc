"""A PostgreSQL connection on which no wait is endless; the services reach their databases by it.

`statement_timeout` is the server's own promise: a server that is frozen does not keep it.
"""

from collections.abc import Callable
from typing import Any

import psycopg

# The server is given the time to say itself that a statement took too long.
SERVER_FIRST_S = 0.25


def connector(timeout_s: float) -> Callable[..., Any]:
    """Return what connects as `psycopg.connect` does, with a deadline for each exchange."""

    def connect(*args: Any, **kwargs: Any) -> Any:
        connection = psycopg.connect(*args, **kwargs)
        bound_waits(connection, timeout_s)
        return connection

    return connect


def bound_waits(connection: Any, timeout_s: float) -> None:
    """Close the connection when the server leaves it without an answer for too long.

    What came of the statement is unknown then: psycopg.OperationalError.
    """
    wait_on = connection.wait
    deadline_s = timeout_s + SERVER_FIRST_S

    def wait(exchange: Any, *_: Any, **__: Any) -> Any:
        try:
            return wait_on(exchange, timeout=deadline_s)
        except psycopg.errors._WaitTimeout as error:
            connection.pgconn.finish()
            raise psycopg.OperationalError(
                f"the database did not answer within {deadline_s:g} s"
            ) from error

    connection.wait = wait
