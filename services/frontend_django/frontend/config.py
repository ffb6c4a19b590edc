"""The shop's configuration; Django's `settings` are made from it."""

import secrets
from functools import cache

from pydantic import Field, SecretStr

from web.config import BaseUrl, ServiceConfig

HTTP_ADDRESS = r"^https?://"


def make_secret_key() -> SecretStr:
    """Make a key for this start alone; a key of one's own lets forms outlive a restart."""
    return SecretStr(secrets.token_urlsafe(50))


class Config(ServiceConfig):
    """Where it listens, what it keeps its orders in, whom it asks, and how long it waits."""

    frontend_port: int = Field(default=8000, ge=1, le=65535)
    frontend_threads: int = Field(default=16, ge=1, le=256)
    frontend_database_url: str = Field(
        default="sqlite:///frontend.sqlite3", pattern=r"^(sqlite|postgres|postgresql)://"
    )
    inventory_url: BaseUrl = "http://127.0.0.1:8001"
    inventory_timeout_s: float = Field(default=10.0, gt=0, le=300)
    database_timeout_s: float = Field(default=2.0, gt=0, le=60)
    database_start_timeout_s: float = Field(default=30.0, ge=0, le=600)
    jaeger_url: BaseUrl = "http://127.0.0.1:16686"
    collector_metrics_url: BaseUrl | None = None
    jaeger_public_url: str | None = Field(default=None, pattern=HTTP_ADDRESS)
    command: str = "sandbox"
    secret_key: SecretStr = Field(default_factory=make_secret_key)

    @property
    def longest_request_s(self) -> float:
        """The budget of one request: the inventory, and each of the database's steps."""
        return self.inventory_timeout_s + 6 * self.database_timeout_s

    @property
    def jaeger_page_url(self) -> str:
        """Where a browser finds Jaeger; that is not always where this process does."""
        return (self.jaeger_public_url or self.jaeger_url).rstrip("/")


@cache
def read_config() -> Config:
    """Read the configuration, once; a wrong variable ends the process."""
    return Config.read()
