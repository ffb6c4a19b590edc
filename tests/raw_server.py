"""A far side that speaks bytes: each connection runs a script of the test's own."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Script = Callable[[socket.socket], None]


class RawServer:
    """Runs `script` for each connection; `requests` are the heads (and bodies) that it read."""

    def __init__(self, script: Script) -> None:
        self.requests: list[str] = []
        self.connections = 0
        self.ended = threading.Event()
        self._script = script
        self._open: list[socket.socket] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Close the port, and hang up on every connection; its own thread closes it.

        Closed here, its number could be another socket's by the time that its thread reads.
        """
        self.ended.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._socket.close()
        for opened in self._open:
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    def read_request(self, connection: socket.socket) -> str:
        """Read one request, its body too, and remember it."""
        received = b""
        while not is_whole(received):
            chunk = connection.recv(65536)
            if not chunk:
                raise ConnectionError("the client left")
            received += chunk
        self.requests.append(received.decode("latin-1"))
        return self.requests[-1]

    def drip(self, connection: socket.socket, text: bytes, pause_s: float) -> None:
        """Send a text one byte at a time."""
        for index in range(len(text)):
            connection.sendall(text[index : index + 1])
            if self.ended.wait(pause_s):
                return

    def _accept(self) -> None:
        while not self.ended.is_set():
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            self._script(connection)


def is_whole(received: bytes) -> bool:
    """Tell whether a request's head and the body that it announces are here."""
    head, end, body = received.partition(b"\r\n\r\n")
    announced = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    return bool(end) and len(body) >= int(announced[1] if announced else 0)


@contextmanager
def serving(script: Callable[["RawServer", socket.socket], None]) -> Iterator[RawServer]:
    """Serve while the block runs; the script gets the server and a connection."""
    server = RawServer(lambda connection: script(server, connection))
    try:
        yield server
    finally:
        server.close()


def answer(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Build a whole HTTP answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body
