"""Where Django looks for a database backend's connection class."""

from collections.abc import Callable
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from opentelemetry.instrumentation.utils import suppress_instrumentation
from psycopg.errors import _WaitTimeout

MARGIN_S = 0.5


class DatabaseWrapper(base.DatabaseWrapper):
    """Connections that never wait without end, and whose health check nobody's trace shows."""

    def get_connection_params(self) -> dict[str, Any]:
        """Take our own option away from the driver's."""
        parameters: dict[str, Any] = super().get_connection_params()
        self._answer_timeout_s = float(parameters.pop("answer_timeout_s")) + MARGIN_S
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, with a deadline for each answer."""
        connection = super().get_new_connection(conn_params)
        connection.wait = wait_at_most(self._answer_timeout_s, connection)
        return connection

    def is_usable(self) -> bool:
        """Ask the server whether a kept connection still lives, untraced."""
        with suppress_instrumentation():
            usable: bool = super().is_usable()
        return usable


def wait_at_most(timeout_s: float, connection: Any) -> Callable[..., Any]:
    """Return the connection's `wait` with an end.

    `statement_timeout` is the server's own and no help against a server that hangs. What came of
    the statement is unknown then, so the connection is closed.
    """
    wait_on = connection.wait

    def wait(statement: Any, *_: Any, **__: Any) -> Any:
        try:
            return wait_on(statement, timeout=timeout_s)
        except _WaitTimeout as error:
            connection.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {timeout_s:g} s") from error

    return wait
