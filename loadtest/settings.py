"""Where Locust listens and where the shop is; `options` makes them defaults of its command line."""

from pydantic import Field

from web.settings import ServiceSettings


class Settings(ServiceSettings):
    """Read from `SANDBOX_*`; Locust's own options go before them."""

    locust_port: int = Field(default=8089, ge=1, le=65535)
    frontend_port: int = Field(default=8000, ge=1, le=65535)
    frontend_url: str | None = Field(default=None, pattern=r"^https?://")

    @property
    def shop_url(self) -> str:
        """Return where the shoppers go."""
        return (self.frontend_url or f"http://{self.host}:{self.frontend_port}").rstrip("/")
