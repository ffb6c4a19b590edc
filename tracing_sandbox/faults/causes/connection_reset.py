"""The third party resets the connection: it stops at once, and lets no answer go out first."""

import errno
import socket
import struct
from typing import Any

from tracing_sandbox.faults.call import Call

# To linger for no second: what is not sent is thrown away, and a reset goes out (socket(7)).
AT_ONCE = struct.pack("ii", 1, 0)


def stop_at_once(call: Call) -> Any:
    """Do the work, and drop the connection before the answer is sent."""
    environ, _ = call.args
    answer = call.proceed()
    if close := getattr(answer, "close", None):
        close()
    connection = environ["gunicorn.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    connection.close()
    raise ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")


def stop_in_order(call: Call) -> Any:
    """Answer, say that the connection ends with it, and end it."""
    environ, start_response = call.args

    def start_last(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("Connection", "close")], *rest)

    return call.proceed(environ, start_last)


BROKEN = {"thirdparty:wsgi": stop_at_once}
MENDED = {"thirdparty:wsgi": stop_in_order}
