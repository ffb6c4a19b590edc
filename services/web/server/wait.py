"""How long a request has waited for a thread; `worker` asks before it reads the request.

On Linux the kernel says when the bytes came, also while nobody had looked at them yet. Elsewhere
the wait counts from the moment at which the worker saw them.
"""

import select
import socket
import struct
import sys
import time

KERNEL_TELLS = sys.platform == "linux"
# `tcpi_last_data_recv` in Linux's `struct tcp_info`: milliseconds, and how far into it they stand.
LAST_DATA = struct.Struct("@I")
LAST_DATA_AT = 52
# The kernel counts in ticks of its own, of up to 10 ms: a request never waited before it was sent.
TICK_S = 0.01


def find_wait_s(connection: socket.socket, seen: float) -> float:
    """Return for how long what is to be read has been there; 0 where nothing is.

    `seen` is when the worker saw the connection (on `time.monotonic`): a client may send later.
    """
    if not has_data(connection):
        return 0.0
    if not KERNEL_TELLS:
        return time.monotonic() - seen
    try:
        return max(ask_kernel_s(connection) - TICK_S, 0.0)
    except OSError:
        return 0.0


def ask_kernel_s(connection: socket.socket) -> float:
    """Return how long ago the last bytes came; OSError where the connection is none of TCP's."""
    size = LAST_DATA_AT + LAST_DATA.size
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, size)
    since_ms: int = LAST_DATA.unpack_from(told, LAST_DATA_AT)[0]
    return since_ms / 1000


def has_data(connection: socket.socket) -> bool:
    """Tell whether something can be read at once."""
    poller = select.poll()
    poller.register(connection, select.POLLIN)
    return bool(poller.poll(0))
