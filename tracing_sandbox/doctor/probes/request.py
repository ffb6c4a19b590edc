"""The request that a probe repeats, as somebody typed it: checked before anything is sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tracing_sandbox.errors import WrongUsageError

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
EXAMPLE = "http://127.0.0.1:8000/api/orders"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a system, once for each canary."""

    method: str
    url: str
    headers: Mapping[str, str]
    document: Any = None

    @property
    def path(self) -> str:
        """Return the path alone, without a slash at its end."""
        return "/" + urlsplit(self.url).path.strip("/")


def read_request(url: str, method: str, document: str | None, headers: Sequence[str]) -> Request:
    """Read what was typed; WrongUsageError names what is none."""
    return Request(
        read_method(method),
        read_url(url),
        dict(read_header(header) for header in headers),
        None if document is None else read_document(document),
    )


def read_url(url: str) -> str:
    """Read the address."""
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right:
        raise WrongUsageError(
            f"--probe {url}: expected an address that is asked over HTTP.", f"Such as {EXAMPLE}"
        )
    return url


def read_method(method: str) -> str:
    """Read the method."""
    if method.upper() not in METHODS:
        raise WrongUsageError(f"--method {method}: no such method.", f"One of {', '.join(METHODS)}")
    return method.upper()


def read_header(header: str) -> tuple[str, str]:
    """Read one header."""
    name, colon, value = header.partition(":")
    value = value.strip()
    if not (colon and name.strip() and header.isascii() and header.isprintable()):
        raise WrongUsageError(
            f"--header {header!r}: expected a name, a colon and a value.",
            "Such as --header 'Authorization: Bearer abc'",
        )
    return name.strip(), value


def read_document(text: str) -> Any:
    """Read the body."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongUsageError(
            f"--body {text[:80]}: this is no JSON ({error}).",
            """Such as --json '{"sku": "TEA-ASSAM", "quantity": 1}'""",
        ) from error
