"""The ports of the parts: free before a start, chosen for a trial, and reached from elsewhere."""

import errno
import os
import random
import socket
from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.settings import EVERYWHERE, LOOPBACK

if TYPE_CHECKING:
    from tracing_sandbox.running.parts import Part

# Below those that the system itself gives out, for connections and for whoever asks for any port:
# one of those may be taken between the choice and the start.
LOWEST, EACH = 10_000, 2_000
WORKERS = 11
# Reserved for examples: to ask the way there sends nothing.
FAR_AWAY = ("192.0.2.1", 9)


def require_free_ports(parts: Sequence["Part"], host: str) -> None:
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


def open_to_others(address: str, host: str) -> str:
    """Write an address of ours as other machines reach it, where it listens for all of them."""
    parts = urlsplit(address)
    if host != EVERYWHERE or parts.hostname != LOOPBACK:
        return address
    return parts._replace(netloc=f"{own_address()}:{parts.port}").geturl()


def own_address() -> str:
    """Return the address by which others reach this machine; loopback where it has no other."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(FAR_AWAY)
        except OSError:
            return LOOPBACK
        return str(probe.getsockname()[0])


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on; none of them is given again soon."""
    found: list[int] = []
    while len(found) < count:
        port = next(_candidates)
        if not is_busy("127.0.0.1", port):
            found.append(port)
    return found


def free_port() -> int:
    """Return a port that nobody listens on."""
    return free_ports(1)[0]


def list_candidates() -> list[int]:
    """List this process's ports, from a random one on: workers of pytest-xdist share none."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    ports = range(LOWEST + worker * EACH, LOWEST + (worker + 1) * EACH)
    start = random.SystemRandom().randrange(EACH)
    return [*ports[start:], *ports[:start]]


_candidates = cycle(list_candidates())
