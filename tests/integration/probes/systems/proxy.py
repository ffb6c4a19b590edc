"""A proxy that passes on only the headers that it knows: `python proxy.py PORT NEXT_PORT`."""

import sys
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT, NEXT_PORT = map(int, sys.argv[1:])
KNOWN = ("accept", "user-agent")


class Proxy(BaseHTTPRequestHandler):
    """Asks the next one the same."""

    def do_GET(self) -> None:
        connection = HTTPConnection("127.0.0.1", NEXT_PORT, timeout=10)
        kept = {name: value for name, value in self.headers.items() if name.lower() in KNOWN}
        connection.request("GET", self.path, headers=kept)
        answer = connection.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        connection.close()

    def log_message(self, *_: object) -> None:
        pass


ThreadingHTTPServer(("127.0.0.1", PORT), Proxy).serve_forever()
