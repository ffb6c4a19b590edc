"""Read what the environment says about binaries, once; the installation takes it from here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracing_sandbox.running.binaries.errors import Attempt, InstallError
from tracing_sandbox.running.binaries.tool import COLLECTOR, JAEGER, Tool
from tracing_sandbox.settings import is_http_address, user_directory

RELEASES_URL = "https://github.com"


@dataclass(frozen=True)
class BinarySettings:
    """Where binaries are looked for, kept and fetched from.

    `releases_url` is a host with the layout of GitHub's releases, for mirrors and tests.
    """

    cache: Path
    releases_url: str = RELEASES_URL
    own: Mapping[str, Path] | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> "BinarySettings":
        """Read SANDBOX_CACHE, SANDBOX_RELEASES_URL, SANDBOX_OTELCOL and SANDBOX_JAEGER.

        Raises InstallError, naming the variable, if one cannot be used.
        """
        return cls(
            cache=cache_directory(environ),
            releases_url=releases_url(environ),
            own={
                tool.name: Path(environ[tool.variable]).expanduser().absolute()
                for tool in (COLLECTOR, JAEGER)
                if environ.get(tool.variable)
            },
        )

    def own_path(self, tool: Tool) -> Path | None:
        """Return the binary that the user has named for a tool."""
        return (self.own or {}).get(tool.name)

    @property
    def binaries(self) -> Path:
        """Where installed binaries are kept."""
        return self.cache / "bin"


def cache_directory(environ: Mapping[str, str]) -> Path:
    """Return SANDBOX_CACHE, else `tracing-sandbox` in the user's cache directory (XDG)."""
    if environ.get("SANDBOX_CACHE"):
        return Path(environ["SANDBOX_CACHE"]).expanduser().absolute()
    return user_directory(environ, "XDG_CACHE_HOME", ".cache")


def releases_url(environ: Mapping[str, str]) -> str:
    """Return SANDBOX_RELEASES_URL without its last slash, else GitHub."""
    url = environ.get("SANDBOX_RELEASES_URL") or RELEASES_URL
    if not is_http_address(url):
        raise InstallError(
            "Collector or Jaeger",
            (Attempt("SANDBOX_RELEASES_URL", f"{url!r} is no http(s) address"),),
            f"Set SANDBOX_RELEASES_URL to one, e.g. {RELEASES_URL}, or unset it.",
        )
    return url.rstrip("/")
