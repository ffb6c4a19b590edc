"""The inventory's settings."""

from pydantic import Field

from wire.settings import ServiceSettings


class Settings(ServiceSettings):
    """Where it listens, what it keeps its stock in, and how long it waits for whom."""

    inventory_port: int = Field(default=8001, ge=1, le=65535)
    inventory_threads: int = Field(default=16, ge=1, le=256)
    inventory_database_url: str = "sqlite:///inventory.sqlite3"
    thirdparty_url: str = Field(default="http://127.0.0.1:8002", pattern=r"^https?://")
    thirdparty_timeout_s: float = Field(default=8.0, gt=0, le=300)
    database_timeout_s: float = Field(default=2.0, gt=0, le=60)
