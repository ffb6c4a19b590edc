"""Refuses a second backend that is the sandbox itself: each span would come twice, or for ever."""

import socket
from typing import Any
from urllib.parse import urlsplit

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.environment.second_backend import VARIABLE
from tracing_sandbox.settings import Settings

DEFAULT_PORTS = {"http": 80, "https": 443}


def require_no_loop(settings: Settings) -> None:
    """Raise SandboxError for our own Collector or Jaeger, by whatever name of this machine."""
    endpoint = settings.second_otlp_endpoint
    host, port = place_of(endpoint)
    own = {settings.otlp_http_port, settings.otlp_grpc_port, settings.jaeger_otlp_port}
    if port not in own or not is_this_machine(host):
        return
    raise twice(endpoint) if port == settings.jaeger_otlp_port else loop(endpoint)


def place_of(endpoint: str) -> tuple[str, int]:
    """Return the host and the port of an address."""
    parts = urlsplit(endpoint)
    return parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)


def is_this_machine(host: str) -> bool:
    """Tell whether a name leads to this machine: only here can its address be listened at."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(is_own(family, address) for family, _, _, _, address in found)


def is_own(family: int, address: Any) -> bool:
    """Tell whether something could listen at an address, at any port."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


def loop(endpoint: str) -> SandboxError:
    """Build the error for the Collector's own address."""
    return SandboxError(
        f"{VARIABLE}={endpoint} is the sandbox's own Collector: each span would come back to it.",
        "Set it to the address of another backend, or unset it.",
    )


def twice(endpoint: str) -> SandboxError:
    """Build the error for our Jaeger's address."""
    return SandboxError(
        f"{VARIABLE}={endpoint} is the sandbox's own Jaeger: each span would come to it twice.",
        "Set it to the address of another backend, or unset it.",
    )
