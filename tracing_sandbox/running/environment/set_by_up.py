"""Refuses the variables that `up` sets for the parts: one's own would have no effect."""

import os
from collections.abc import Mapping

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.unknown_settings import INTERNAL

DATABASES = frozenset({"SANDBOX_FRONTEND_DATABASE_URL", "SANDBOX_INVENTORY_DATABASE_URL"})
SET_BY_UP = DATABASES | INTERNAL


def require_none_set_by_up(environ: Mapping[str, str] = os.environ) -> None:
    """Raise SandboxError that names them."""
    found = sorted(name for name in SET_BY_UP if environ.get(name))
    if found:
        raise SandboxError(
            f"{', '.join(found)}: `{typed('up')}` sets this for the parts itself.",
            f"Unset it. Which databases there are is chosen by {typed('up --database')}."
            if DATABASES & set(found)
            else "Unset it.",
        )
