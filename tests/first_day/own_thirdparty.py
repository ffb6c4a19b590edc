"""A service of somebody's own between inventory and third party: it passes everything on."""

import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class OwnThirdparty:
    """Listens on 127.0.0.1 and counts what it has passed on to `far_side`."""

    def __init__(self) -> None:
        self.far_side = ""
        self.passed: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def handler_of(own: OwnThirdparty) -> type[BaseHTTPRequestHandler]:
    """Return a request handler that passes everything on."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own.passed.append(self.path)
            headers = {name: self.headers[name] for name in ("traceparent", "X-Request-ID")}
            request = urllib.request.Request(own.far_side + self.path, headers=headers)
            with opener.open(request, timeout=10) as answer:
                body = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
