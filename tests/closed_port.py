"""A port at which nobody answers."""

import socket

_taken: list[socket.socket] = []


def closed_port() -> int:
    """Return a port that nobody will listen on as long as the tests run: it is ours, unused."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    _taken.append(taken)
    port: int = taken.getsockname()[1]
    return port
