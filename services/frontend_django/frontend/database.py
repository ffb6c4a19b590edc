"""The shop's own database: how it is reached, and what is made in it before the first request."""

import logging
import sys
import time
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.management import call_command
from django.db import Error as DjangoDatabaseError
from django.db import InterfaceError, OperationalError, connections

from web.edge.problem import Problem, database_down

log = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)
START_PAUSE_S = 0.5


def configure_database(url: str, timeout_s: float) -> dict[str, Any]:
    """Turn a database URL into Django's settings: connections are kept, waits are bound."""
    parsed: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None))
    options = parsed.setdefault("OPTIONS", {})
    if parsed["ENGINE"].endswith("sqlite3"):
        options["timeout"] = timeout_s
        options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"
        return parsed
    milliseconds = int(timeout_s * 1000)
    parsed["CONN_HEALTH_CHECKS"] = True
    options["connect_timeout"] = max(1, round(timeout_s))
    options["options"] = " ".join(
        [
            options.get("options", ""),
            f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}",
            # Django would set it with a query of its own in the first trace of each connection.
            "-c TimeZone=UTC",
        ]
    ).strip()
    return parsed


def prepare_database() -> None:
    """Make the tables and the catalogue that are missing; end the process if that cannot be.

    A database that is still starting is waited for, and so is another shop that makes the same
    tables. No connection is left to be forked.
    """
    deadline = time.monotonic() + settings.SANDBOX.database_start_timeout_s
    while True:
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DjangoDatabaseError as error:
            if time.monotonic() > deadline:
                sys.exit(describe_failure(error))
            log.warning("waiting for the database: %s", in_one_line(error))
            time.sleep(START_PAUSE_S)
        else:
            return
        finally:
            connections.close_all()


def describe_failure(error: Exception) -> str:
    """Say which database it is, without its password, and what to look at."""
    database = connections["default"].settings_dict
    where = f"{database['HOST']}:{database['PORT']}/" if database["HOST"] else ""
    return (
        f"The frontend cannot prepare its database {where}{database['NAME']}: "
        f"{in_one_line(error).rstrip('.?')}. "
        "Is it running? See SANDBOX_FRONTEND_DATABASE_URL."
    )


def in_one_line(error: Exception) -> str:
    """Return the driver's words as a log line can hold them."""
    return " ".join(str(error).split())


def note_database_down(error: Exception) -> Problem:
    """Log the driver's words, and return the 503 for a database that is away or too busy."""
    log.warning("database: %s", in_one_line(error))
    return database_down("shop")
