"""The key that seals what is planted: the environment's, else the home's own, made once."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from tracing_sandbox.settings import Settings

OWNER_ONLY = 0o600


def find_seal_key(settings: Settings) -> str:
    """Return the key that all services of a sandbox share; empty before there is a home."""
    if settings.seal_key:
        return settings.seal_key.get_secret_value()
    return keep_key(settings.home / "seal.key") if settings.home.is_dir() else ""


def keep_key(path: Path) -> str:
    """Return what the file holds, which is written once."""
    with suppress(FileExistsError, OSError):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(file, "w") as opened:
            opened.write(secrets.token_urlsafe())
    try:
        return path.read_text()
    except OSError:
        return ""
