"""The third party's settings."""

from pydantic import Field

from web.settings import ServiceSettings


class Settings(ServiceSettings):
    """Where it listens, and how quick it is."""

    thirdparty_port: int = Field(default=8002, ge=1, le=65535)
    thirdparty_threads: int = Field(default=16, ge=1, le=256)
    thirdparty_latency_ms: float = Field(default=15.0, ge=0, le=60_000)
    thirdparty_seed: int = 1
