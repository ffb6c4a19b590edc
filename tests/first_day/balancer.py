"""A balancer before the shop, as many have one: it sends `traceparent` and reports no span."""

import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

LONGEST_S = 30
PASSED_ON = ("Content-Type", "Idempotency-Key")
ANSWERED = ("Content-Type", "traceresponse")


class Balancer:
    """Passes every request on to the shop, in a trace of its own with these flags."""

    def __init__(self, shop_url: str, flags: str) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(shop_url, flags))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Balancer":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def handler_for(shop_url: str, flags: str) -> type[BaseHTTPRequestHandler]:
    """Build the handler that asks this shop."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on(b"")

        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers["Content-Length"])))

        def _pass_on(self, body: bytes) -> None:
            headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
            headers["traceparent"] = traceparent(flags=flags)
            answer = requests.request(
                self.command, shop_url + self.path, data=body, headers=headers, timeout=LONGEST_S
            )
            self.send_response(answer.status_code)
            for name in ANSWERED:
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    return Handler


def traceparent(trace_id: str = "", flags: str = "01") -> str:
    """Write the header of a caller, whose span nobody will see."""
    return f"00-{trace_id or secrets.token_hex(16)}-{secrets.token_hex(8)}-{flags}"
