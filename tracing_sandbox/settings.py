"""What the command line is told by its environment: where the sandbox lives and listens."""

import os
from math import ceil
from pathlib import Path

from pydantic import Field, ValidationError

from tracing_sandbox.errors import SandboxError
from web.settings import EnvironmentSettings, describe_error

PROJECT = Path(__file__).resolve().parent.parent
# A Unix socket's path, including its file name, must fit into the kernel's 108 bytes.
LONGEST_HOME = 80
# Five seconds of gunicorn's, five for an exporter that finds no Collector, and some.
STOP_MARGIN_S = 13


class Home(EnvironmentSettings):
    """Where the sandbox lives."""

    home: Path = PROJECT / ".sandbox"


class Settings(Home):
    """Read from `SANDBOX_*`; see the table in the README."""

    host: str = "127.0.0.1"
    frontend_port: int = Field(default=8000, ge=1, le=65535)
    inventory_port: int = Field(default=8001, ge=1, le=65535)
    thirdparty_port: int = Field(default=8002, ge=1, le=65535)
    otlp_grpc_port: int = Field(default=4317, ge=1, le=65535)
    otlp_http_port: int = Field(default=4318, ge=1, le=65535)
    collector_health_port: int = Field(default=13133, ge=1, le=65535)
    collector_metrics_port: int = Field(default=8888, ge=1, le=65535)
    jaeger_port: int = Field(default=16686, ge=1, le=65535)
    jaeger_otlp_port: int = Field(default=14318, ge=1, le=65535)
    jaeger_health_port: int = Field(default=13134, ge=1, le=65535)
    frontend_url: str | None = Field(default=None, pattern=r"^https?://")
    jaeger_url: str | None = Field(default=None, pattern=r"^https?://")
    second_otlp_endpoint: str = ""
    second_otlp_headers: str = ""
    start_timeout_s: float = Field(default=60.0, gt=0, le=600)
    inventory_timeout_s: float = Field(default=10.0, gt=0, le=300)
    thirdparty_timeout_s: float = Field(default=8.0, gt=0, le=300)
    database_timeout_s: float = Field(default=2.0, gt=0, le=60)

    @property
    def longest_order_s(self) -> float:
        """How long an order may take: the budget that the frontend gives each request."""
        return self.inventory_timeout_s + 6 * self.database_timeout_s

    @property
    def longest_reservation_s(self) -> float:
        """How long a reservation may take: the budget that the inventory gives each request."""
        return self.thirdparty_timeout_s + 4 * self.database_timeout_s

    @property
    def longest_stop_s(self) -> int:
        """How long a part may take to stop: it ends its requests, and sends its last spans."""
        return ceil(max(self.longest_order_s, self.longest_reservation_s)) + STOP_MARGIN_S


def read_settings() -> Settings:
    """Read the settings; SandboxError names the variable, its value and what was expected."""
    try:
        settings = Settings.from_environment()
    except ValidationError as error:
        raise SandboxError(
            "\n".join(describe_error(found) for found in error.errors()),
            "Set it to what was expected, or unset it for the default.",
        ) from error
    return settings.model_copy(update={"home": find_home(settings)})


def read_home() -> Settings:
    """Read the home alone: what needs no more works in spite of any other setting."""
    return Settings(home=find_home(Home.from_environment()))


def find_home(settings: Home) -> Path:
    """Return where the home is; SandboxError for a path that is too long."""
    home = settings.home.expanduser().resolve()
    if len(os.fsencode(home)) > LONGEST_HOME:
        raise SandboxError(
            f"SANDBOX_HOME={home} is longer than {LONGEST_HOME} bytes, "
            "too long for the sockets in it.",
            "Set SANDBOX_HOME to a shorter path.",
        )
    return home
