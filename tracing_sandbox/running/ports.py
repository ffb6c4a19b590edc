"""Makes sure that the ports of all parts are free, before anything starts."""

import errno
import socket
from collections.abc import Sequence

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.parts import Part


def require_free_ports(parts: Sequence[Part], host: str) -> None:
    """Raise SandboxError that names each busy port, its part and its setting."""
    wanted = [(port, part.name, name) for part in parts for port, name in part.ports.items()]
    busy = [entry for entry in wanted if is_busy(host, entry[0])]
    if busy:
        raise SandboxError(
            "\n".join(f"Port {port} is busy ({part})." for port, part, _ in busy),
            "Stop what listens there, perhaps a sandbox in another folder, or choose other ports: "
            f"set {', '.join(name for _, _, name in busy)}.",
        )
    require_distinct_ports(wanted)


def require_distinct_ports(wanted: Sequence[tuple[int, str, str]]) -> None:
    """Raise SandboxError for two settings with the same port."""
    first: dict[int, str] = {}
    for port, _, name in wanted:
        if port in first:
            raise SandboxError(
                f"{first[port]} and {name} are both {port}.", f"Set {name} to another port."
            )
        first[port] = name


def is_busy(host: str, port: int) -> bool:
    """Tell whether a server could not listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise SandboxError(
                f"Cannot listen on {host}:{port}: {error.strerror}.",
                "Set SANDBOX_HOST to an IPv4 address of this machine, and ports above 1023.",
            ) from error
    return False
