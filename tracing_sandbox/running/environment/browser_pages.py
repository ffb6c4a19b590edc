"""Which pages a browser may send spans from: what `collector-config.yaml` allows by CORS."""

import json
import re
from itertools import product

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.settings import CREDENTIALS

OWN_PAGES = tuple(
    f"{scheme}://{host}{port}"
    for host, scheme, port in product(
        ("localhost", "127.0.0.1", "[::1]"), ("http", "https"), ("", ":*")
    )
)
# What a browser sends as Origin; one `*` stands for any text.
ORIGIN = re.compile(r"https?://(?=[^,])[^\s/,*@]*\*?[^\s/,*@]*")


def allowed_origins(named: str) -> str:
    """Return the list that the Collector reads: every page on this machine, and those named.

    SandboxError names an origin that no browser sends.
    """
    origins = [origin.strip() for origin in named.split(",") if origin.strip()]
    for origin in origins:
        check_origin(origin)
    return json.dumps([*OWN_PAGES, *origins])


def check_origin(origin: str) -> None:
    """Raise SandboxError unless a browser could send it: a scheme, a host, perhaps a port."""
    if not ORIGIN.fullmatch(origin):
        held = CREDENTIALS.sub("//***@", origin)
        raise SandboxError(
            f"SANDBOX_CORS_ORIGINS names {held!r}; expected where a page is served from, without "
            "a path, e.g. https://app.example.com or http://192.168.1.20:3000, several with commas "
            "between them. One * stands for any text.",
            "Set it to what was expected, or unset it.",
        )
