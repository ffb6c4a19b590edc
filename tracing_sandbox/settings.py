"""What the tool is told by its environment: where the sandbox lives, listens, and is asked."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracing_sandbox.errors import SandboxError

PROJECT = Path(__file__).resolve().parent.parent
PREFIX = "SANDBOX_"
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104
CREDENTIALS = re.compile(r"//[^/@]*@")
# As Go reads it: what Jaeger takes for a time to live.
DURATION = re.compile(r"(\d+(\.\d+)?[hms])+", re.ASCII)


def check_duration(value: str) -> str:
    """Return a length of time; ValueError for what Jaeger would not take for one."""
    if not DURATION.fullmatch(value) or not re.search("[1-9]", value):
        raise ValueError("expected hours, minutes or seconds above 0, such as 72h or 1h30m")
    return value


def check_service_url(value: str) -> str:
    """Return the address of a service; ValueError for what no service of ours would ask."""
    if not (is_http_address(value) and value.startswith("http://")):
        raise ValueError("expected an address such as http://127.0.0.1:8002")
    return value


def make_whole(path: Path) -> Path:
    """Return the path from the root on: the parts run in another folder than their caller."""
    return path.expanduser().absolute()


ServiceUrl = Annotated[str, AfterValidator(check_service_url)]
WholePath = Annotated[Path, AfterValidator(make_whole)]


def default_home() -> Path:
    """Return a folder of the checkout; without one, of the user's (XDG's for state)."""
    if (PROJECT / "pyproject.toml").is_file():
        return PROJECT / ".sandbox"
    return user_directory(os.environ, "XDG_STATE_HOME", ".local/state")


def user_directory(environ: Mapping[str, str], variable: str, default: str) -> Path:
    """Return the tool's folder in one of the user's; XDG has a relative path count as unset."""
    named = Path(environ.get(variable, ""))
    return (named if named.is_absolute() else Path.home() / default) / "tracing-sandbox"


class EnvironmentSettings(BaseSettings):
    """Settings whose field `x` is the variable `SANDBOX_X`; an empty one counts as unset."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    @classmethod
    def read(cls) -> Self:
        """Read the variables; SandboxError names a wrong one, its value and what was expected."""
        try:
            return cls()
        except ValidationError as error:
            raise SandboxError(
                "\n".join(describe_error(found) for found in error.errors()),
                "Set it to what was expected, or unset it for the default.",
            ) from error


class Home(EnvironmentSettings):
    """Where the sandbox lives."""

    home: Path = Field(default_factory=default_home)


class ShopSettings(EnvironmentSettings):
    """Where the shop is for whoever orders there; containers listen on the same port."""

    host: str = LOOPBACK
    frontend_port: int = Field(default=8000, ge=1, le=65535)
    frontend_url: str | None = Field(default=None, pattern=r"^https?://")

    @property
    def shop_url(self) -> str:
        """Return the shop's address."""
        return (self.frontend_url or self.url_at(self.frontend_port)).rstrip("/")

    def url_at(self, port: int) -> str:
        """Return the address at which this machine reaches what listens on one of our ports."""
        return f"http://{self.near_host}:{port}"

    @property
    def near_host(self) -> str:
        """Return the host to call: nobody is called at the one that means all addresses."""
        return LOOPBACK if self.host == EVERYWHERE else self.host


class Settings(Home, ShopSettings):
    """Read from `SANDBOX_*`; see docs/settings.md."""

    inventory_port: int = Field(default=8001, ge=1, le=65535)
    thirdparty_port: int = Field(default=8002, ge=1, le=65535)
    otlp_grpc_port: int = Field(default=4317, ge=1, le=65535)
    otlp_http_port: int = Field(default=4318, ge=1, le=65535)
    collector_health_port: int = Field(default=13133, ge=1, le=65535)
    collector_metrics_port: int = Field(default=8888, ge=1, le=65535)
    jaeger_port: int = Field(default=16686, ge=1, le=65535)
    jaeger_otlp_port: int = Field(default=14318, ge=1, le=65535)
    jaeger_health_port: int = Field(default=13134, ge=1, le=65535)
    inventory_url: ServiceUrl | None = None
    thirdparty_url: ServiceUrl | None = None
    jaeger_url: str | None = Field(default=None, pattern=r"^https?://")
    collector_config: WholePath | None = None
    jaeger_config: WholePath | None = None
    jaeger_ttl: Annotated[str, AfterValidator(check_duration)] | None = None
    # What a browser calls them, where that is not what we do.
    frontend_public_url: str | None = Field(default=None, pattern=r"^https?://")
    jaeger_public_url: str | None = Field(default=None, pattern=r"^https?://")
    second_otlp_endpoint: str = ""
    second_otlp_headers: str = ""
    cors_origins: str = ""
    start_timeout_s: float = Field(default=60.0, gt=0, le=600)
    faults: Literal["on", "off"] = "on"
    seal_key: SecretStr | None = None


def read_settings() -> Settings:
    """Read all settings, and make the home's path a whole one; SandboxError for a wrong one."""
    return Settings.read().model_copy(update={"home": read_home()})


def read_home() -> Path:
    """Read the home alone: what needs no more works in spite of any other setting."""
    return Home.read().home.expanduser().resolve()


def describe_error(error: Any) -> str:
    """Say which variable is wrong, what it holds (no credentials) and what was expected."""
    name = PREFIX + "_".join(str(part) for part in error["loc"]).upper()
    held = CREDENTIALS.sub("//***@", str(error.get("input")))
    return f"{name}={held}: {error['msg'].removeprefix('Value error, ')}."


def is_http_address(text: str) -> bool:
    """Tell whether a text names a host that is asked over HTTP."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
