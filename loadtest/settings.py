"""Where Locust listens and where the shop is; `options` makes them defaults of its command line."""

from pydantic import Field

from tracing_sandbox.settings import ShopSettings


class Settings(ShopSettings):
    """Read from `SANDBOX_*`; Locust's own options go before them."""

    locust_port: int = Field(default=8089, ge=1, le=65535)
