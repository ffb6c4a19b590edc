"""A shop that stands still for a while, and keeps a log of when it let each answer go."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from tests.unit.loadtest.fake_shop import CONFIRMED


class StallingShop:
    """Answers at once, but for what comes in its stall: that is answered when it is over."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        # By request id, in ns since 1970: just before the answer is handed to the system.
        self.released_ns: dict[str, int] = {}
        self.stalled_ns = 0
        self.opened_ns = 0
        self._connections = count()
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._open.set()
        self._serving = threading.Thread(target=self._loop.run_forever)

    def start(self) -> None:
        """Listen on a free port."""
        self._serving.start()
        started = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024), self._loop
        )
        self._server = started.result(10)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def stall(self, for_s: float) -> None:
        """Stand still for a while."""
        self._loop.call_soon_threadsafe(self._stand_still, for_s)

    def stop(self) -> None:
        """Hang up."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._serving.join()
        self._server.close()
        self._loop.close()

    def _stand_still(self, for_s: float) -> None:
        self.stalled_ns = time.time_ns()
        self._open.clear()
        self._loop.call_later(for_s, self._go_on)

    def _go_on(self) -> None:
        self.opened_ns = time.time_ns()
        self._open.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = next(self._connections)
        try:
            while True:
                await self._answer(connection, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(
        self, connection: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        method, path, _ = head[0].split()
        order = json.loads(body) if body else {}
        self.asked.append(
            {"method": method, "path": path, "headers": headers, "connection": connection, **order}
        )
        await self._open.wait()
        answer = json.dumps(CONFIRMED).encode()
        status = "201 Created" if method == "POST" else "200 OK"
        told = f"HTTP/1.1 {status}\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer
        self.released_ns[headers["x-request-id"]] = time.time_ns()
        writer.write(told)


@contextmanager
def stalling_shop() -> Iterator[StallingShop]:
    """Open the shop and close it afterwards."""
    shop = StallingShop()
    shop.start()
    try:
        yield shop
    finally:
        shop.stop()
