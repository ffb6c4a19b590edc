"""A service's configuration: read once, from `SANDBOX_*`, and validated."""

import re
import sys
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

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


class ServiceConfig(BaseSettings):
    """What every service is told. A field `x` is the variable `SANDBOX_X`; empty is unset."""

    model_config = SettingsConfigDict(
        env_prefix="SANDBOX_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    faults: Literal["on", "off"] = "off"
    # All services of a sandbox have the same.
    seal_key: SecretStr = SecretStr("sandbox")

    @property
    def fault_key(self) -> str | None:
        """The key of what a request may ask to be broken; None where it may not."""
        return self.seal_key.get_secret_value() if self.faults == "on" else None

    @classmethod
    def read(cls) -> Self:
        """Read the variables; a wrong one ends the process with its name."""
        try:
            return cls()
        except ValidationError as error:
            sys.exit("\n".join(describe_error(found) for found in error.errors()))


def describe_error(error: Any) -> str:
    """Say which variable is wrong, what it holds (no credentials) and what was expected."""
    name = "SANDBOX_" + "_".join(str(part) for part in error["loc"]).upper()
    held = CREDENTIALS.sub("//***@", str(error.get("input")))
    return f"{name}={held}: {error['msg'].removeprefix('Value error, ')}."
