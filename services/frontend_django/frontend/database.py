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

from web.edge.problem import ProblemError

log = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)
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
    parsed["ENGINE"] = "frontend.postgresql"
    parsed["CONN_HEALTH_CHECKS"] = True
    options["answer_timeout_s"] = timeout_s
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


def database_down(error: Exception, **members: Any) -> ProblemError:
    """Build the 503 for a database that is away or too busy; its own words go to the log."""
    log.warning("database: %s", in_one_line(error))
    return ProblemError(
        503,
        "database-down",
        "The shop cannot reach its database.",
        members=members,
        headers={"Retry-After": "1"},
    )
