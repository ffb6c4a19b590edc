"""The third party's configuration."""

from functools import cache

from pydantic import Field

from web.config import ServiceConfig

# Longer than the slowest answer that its latency allows.
LONGEST_REQUEST_S = 60.0


class Config(ServiceConfig):
    """Where it listens, and how quick it is."""

    thirdparty_port: int = Field(default=8002, ge=1, le=65535)
    thirdparty_threads: int = Field(default=16, ge=1, le=256)
    thirdparty_latency_ms: float = Field(default=15.0, ge=0, le=60_000)
    thirdparty_seed: int = 1


@cache
def read_config() -> Config:
    """Read the configuration, once; a wrong variable ends the process."""
    return Config.read()
