"""A shop that costs next to nothing: answers any request at once, also one that brings spans.

`python -m benchmarks.stub_shop` prints its port; `GET /counted` says how many asked for the shop.
"""

import asyncio
import json

ORDER = json.dumps(
    {"id": "6f1d3d4e-9d2a-4f3f-8a44-1c7b1f3d2a11", "state": "confirmed", "trace_id": "0" * 32}
).encode()
COUNTED = "/counted"
SPANS = "/v1/traces"


class Shop:
    """Counts who asked."""

    def __init__(self) -> None:
        self.asked = 0

    def answer(self, method: str, path: str) -> tuple[str, bytes]:
        """Return status and body of the answer to a request."""
        if path == COUNTED:
            return "200 OK", str(self.asked).encode()
        if path == SPANS:
            return "200 OK", b""
        self.asked += 1
        return ("201 Created" if method == "POST" else "200 OK"), ORDER


class Connection(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self._received += data
        while (request := self._take_request()) is not None:
            method, path, _ = request.split(" ", 2)
            status, body = self._shop.answer(method, path)
            head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
            head += f"Content-Length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)

    def _take_request(self) -> str | None:
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if not end:
            return None
        length = next(
            (
                int(line[15:])
                for line in head.lower().split(b"\r\n")
                if line[:15] == b"content-length:"
            ),
            0,
        )
        if len(rest) < length:
            return None
        self._received = rest[length:]
        return head.decode("latin-1")


async def serve() -> None:
    """Serve on a free port, until somebody ends this process."""
    shop = Shop()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(shop), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
