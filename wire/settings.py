"""Reads a service's settings once, from `SANDBOX_*`, and says what is wrong with them."""

import sys
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    """Say which variable is wrong, what it holds and what was expected."""
    name = "SANDBOX_" + "_".join(str(part) for part in error["loc"]).upper()
    return f"{name}={error.get('input')!s}: {error['msg']}."
