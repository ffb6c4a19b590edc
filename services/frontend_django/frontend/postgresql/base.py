"""Where Django looks for a database backend's connection class."""

from django.db.backends.postgresql import base
from opentelemetry.instrumentation.utils import suppress_instrumentation


class DatabaseWrapper(base.DatabaseWrapper):
    """A kept connection is asked once a request whether it still lives; nobody's trace shows it."""

    def is_usable(self) -> bool:
        """Ask the server, untraced."""
        with suppress_instrumentation():
            usable: bool = super().is_usable()
        return usable
