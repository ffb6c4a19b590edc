"""Reads a service's settings once, from `SANDBOX_*`, and says what is wrong with them."""

import re
import sys
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

CREDENTIALS = re.compile(r"//[^/@]*@")


def check_base_url(value: str) -> str:
    """Return the address of another service; ValueError for anything `far_side` cannot ask."""
    parts = urlsplit(value)
    # Reading the port raises ValueError for one that is none.
    if parts.scheme != "http" or not parts.hostname or parts.port == 0:
        raise ValueError("expected an address such as http://127.0.0.1:8002")
    if parts.query or parts.fragment:
        raise ValueError("expected an address without ? and #, such as http://127.0.0.1:8002")
    return value


BaseUrl = Annotated[str, AfterValidator(check_base_url)]


class ServiceSettings(BaseSettings):
    """What every service is told: where it listens."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_", frozen=True, env_ignore_empty=True)

    host: str = "127.0.0.1"


Settings = TypeVar("Settings", bound=ServiceSettings)


def read_settings(kind: type[Settings]) -> Settings:
    """Read the settings from the environment; a wrong one ends the process with its name."""
    try:
        return kind()
    except ValidationError as error:
        sys.exit("\n".join(describe_error(found) for found in error.errors()))


def describe_error(error: Any) -> str:
    """Say which variable is wrong, what it holds (no credentials) and what was expected."""
    name = "SANDBOX_" + "_".join(str(part) for part in error["loc"]).upper()
    held = CREDENTIALS.sub("//***@", str(error.get("input")))
    return f"{name}={held}: {error['msg'].removeprefix('Value error, ')}."
