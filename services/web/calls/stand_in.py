"""A far side for a rehearsal: it takes one request, in this process, and asks nobody."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

LONGEST_S = 2.0


class Echo(BaseHTTPRequestHandler):
    """Answers with what it is asked, and what it has been told to add."""

    added: Mapping[str, Any]

    def do_GET(self) -> None:
        """Answer a question without a body."""
        self.answer({})

    def do_POST(self) -> None:
        """Answer a question with a body."""
        self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def answer(self, asked: dict[str, Any]) -> None:
        """Send one JSON object."""
        body = json.dumps({**asked, **self.added}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def stand_in(**added: Any) -> Iterator[str]:
    """Give the address of a far side that adds this to what it is asked."""
    server = HTTPServer(("127.0.0.1", 0), type("Answer", (Echo,), {"added": added}))
    server.timeout = LONGEST_S
    thread = Thread(target=server.handle_request)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        thread.join()
        server.server_close()
