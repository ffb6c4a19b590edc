"""The inventory's configuration."""

from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from web.config import BaseUrl, ServiceConfig

DRIVERS = ("sqlite", "postgresql", "postgres", "postgresql+psycopg")
EXPECTED = "expected sqlite:///inventory.sqlite3 or postgresql://user@host/inventory"


def check_database_url(value: str) -> str:
    """Return the URL of a database that the inventory can use; ValueError for another."""
    try:
        parsed = make_url(value)
    except (ArgumentError, ValueError) as error:
        raise ValueError(EXPECTED) from error
    if parsed.drivername not in DRIVERS or parsed.database in (None, "", ":memory:"):
        raise ValueError(EXPECTED)
    return value


class Config(ServiceConfig):
    """Where it listens, what it keeps its stock in, and how long it waits for whom."""

    inventory_port: int = Field(default=8001, ge=1, le=65535)
    inventory_threads: int = Field(default=16, ge=1, le=256)
    inventory_database_url: Annotated[str, AfterValidator(check_database_url)] = (
        "sqlite:///inventory.sqlite3"
    )
    thirdparty_url: BaseUrl = "http://127.0.0.1:8002"
    thirdparty_timeout_s: float = Field(default=8.0, gt=0, le=300)
    database_timeout_s: float = Field(default=2.0, gt=0, le=60)
    database_start_timeout_s: float = Field(default=30.0, ge=0, le=600)

    @property
    def longest_request_s(self) -> float:
        """The budget of one request: the third party, and each of the database's steps."""
        return self.thirdparty_timeout_s + 4 * self.database_timeout_s


@cache
def read_config() -> Config:
    """Read the configuration, once; a wrong variable ends the process."""
    return Config.read()
