"""Where Django looks for a database backend's connection class."""

from typing import Any

from django.db.backends.postgresql import base
from opentelemetry.instrumentation.utils import suppress_instrumentation

from web.postgresql import bound_waits


class DatabaseWrapper(base.DatabaseWrapper):
    """Connections that never wait without end, and whose health check nobody's trace shows."""

    def get_connection_params(self) -> dict[str, Any]:
        """Take our own option away from the driver's."""
        parameters: dict[str, Any] = super().get_connection_params()
        self._answer_timeout_s = float(parameters.pop("answer_timeout_s"))
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, with a deadline for each answer."""
        connection = super().get_new_connection(conn_params)
        bound_waits(connection, self._answer_timeout_s)
        return connection

    def is_usable(self) -> bool:
        """Ask the server whether a kept connection still lives, untraced."""
        with suppress_instrumentation():
            usable: bool = super().is_usable()
        return usable
