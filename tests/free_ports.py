"""Ports for what a test starts.

They are below those that the system itself gives out, for connections and for whoever asks for any
port: one of those may be taken between the choice and the start.
"""

import os
import random
import socket
from itertools import cycle

LOWEST, EACH = 10_000, 2_000
WORKERS = 11


def candidates() -> list[int]:
    """List the ports of this worker of the test run, from a random one on."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    ports = range(LOWEST + worker * EACH, LOWEST + (worker + 1) * EACH)
    start = random.SystemRandom().randrange(EACH)
    return [*ports[start:], *ports[:start]]


_candidates = cycle(candidates())
_closed: list[socket.socket] = []


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on; none of them is given again soon."""
    found: list[int] = []
    while len(found) < count:
        port = next(_candidates)
        if is_free(port):
            found.append(port)
    return found


def free_port() -> int:
    """Return a port that nobody listens on."""
    return free_ports(1)[0]


def closed_port() -> int:
    """Return a port that nobody will listen on as long as the tests run: it is ours, unused."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    _closed.append(taken)
    port: int = taken.getsockname()[1]
    return port


def is_free(port: int) -> bool:
    """Tell whether one could listen on a port now."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
