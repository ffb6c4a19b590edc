"""Reads a service's settings once, from `SANDBOX_*`, and says what is wrong with them."""

import os
import re
import sys
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

CREDENTIALS = re.compile(r"//[^/@]*@")
ADDRESS = re.compile(
    r"http://([^\s/@]*@)?([\w-]+(\.[\w-]+)*|\[[0-9a-f:.]+\])(:(?P<port>\d{1,5}))?(/[^\s?#]*)?",
    re.ASCII,
)


def check_base_url(value: str) -> str:
    """Return the address of another service; ValueError for anything `far_side` cannot ask."""
    found = ADDRESS.fullmatch(value)
    if not found or not 1 <= int(found["port"] or 80) <= 65535:
        raise ValueError("expected an address such as http://127.0.0.1:8002")
    return value


BaseUrl = Annotated[str, AfterValidator(check_base_url)]


class EnvironmentSettings(BaseModel):
    """Settings whose field `x` is the variable `SANDBOX_X`; an empty one counts as unset."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def from_environment(cls) -> Self:
        """Read the variables; pydantic's ValidationError for a wrong one."""
        named = {name: os.environ.get(variable(name)) for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in named.items() if value})


class ServiceSettings(EnvironmentSettings):
    """What every service is told: where it listens."""

    host: str = "127.0.0.1"


Settings = TypeVar("Settings", bound=ServiceSettings)


def variable(name: str) -> str:
    """Return the variable that a field is read from."""
    return f"SANDBOX_{name.upper()}"


def read_settings(kind: type[Settings]) -> Settings:
    """Read the settings from the environment; a wrong one ends the process with its name."""
    try:
        return kind.from_environment()
    except ValidationError as error:
        sys.exit("\n".join(describe_error(found) for found in error.errors()))


def describe_error(error: Any) -> str:
    """Say which variable is wrong, what it holds (no credentials) and what was expected."""
    name = variable("_".join(str(part) for part in error["loc"]))
    held = CREDENTIALS.sub("//***@", str(error.get("input")))
    return f"{name}={held}: {error['msg'].removeprefix('Value error, ')}."
