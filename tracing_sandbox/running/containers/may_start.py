"""Checks settings of the Collector in containers, once before it: `python -m` this module."""

import os
import sys
from collections.abc import Mapping

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.environment.browser_pages import allowed_origins
from tracing_sandbox.running.environment.loop import loop, place_of
from tracing_sandbox.running.environment.second_backend import (
    PATH,
    VARIABLE,
    second_backend_environ,
    without_path,
)

THIS_MACHINE = "host.docker.internal"


def check_in_containers(environ: Mapping[str, str]) -> None:
    """Raise SandboxError for what the Collector in its container would lose or refuse spans by.

    There nobody corrects an address, and this machine has other names.
    """
    check_origins(environ.get("SANDBOX_CORS_ORIGINS", ""))
    endpoint = environ.get(VARIABLE, "")
    second_backend_environ(endpoint, environ.get("SANDBOX_SECOND_OTLP_HEADERS", ""))
    host, port = place_of(endpoint)
    published = {
        int(environ.get("SANDBOX_OTLP_HTTP_PORT") or 4318),
        int(environ.get("SANDBOX_OTLP_GRPC_PORT") or 4317),
    }
    if endpoint.rstrip("/").endswith(PATH):
        raise SandboxError(
            f"{VARIABLE}={endpoint}: the Collector adds {PATH} itself.",
            f"Set it to {without_path(endpoint)}",
        )
    if host == "collector" or (host == THIS_MACHINE and port in published):
        raise loop(endpoint)
    if host and is_loopback(host):
        raise SandboxError(
            f"{VARIABLE}={endpoint}: in a container, {host} is the container itself.",
            f"A backend on this machine is http://{THIS_MACHINE}:{port}",
        )


def check_origins(named: str) -> None:
    """Raise SandboxError for an origin that no browser sends, or that the compose file cannot hold.

    It writes them into a list of YAML as they are.
    """
    allowed_origins(named)
    if "[" in named:
        raise SandboxError(
            f"SANDBOX_CORS_ORIGINS={named}: the compose file takes no address in brackets.",
            "Name the page's host, or allow it in a configuration of your own: "
            "SANDBOX_COLLECTOR_CONFIG",
        )


def is_loopback(host: str) -> bool:
    """Tell a host that is each container itself."""
    return host in {"localhost", "0.0.0.0", "::1", "::"} or host.startswith("127.")  # noqa: S104


if __name__ == "__main__":
    try:
        check_in_containers(os.environ)
    except SandboxError as error:
        sys.exit(str(error))
