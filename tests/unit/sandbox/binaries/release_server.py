"""Serves files over HTTP in the layout of GitHub's releases, with ranges, and breaks on request."""

import hashlib
import io
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tracing_sandbox.running.binaries.tool import Tool, current_platform

PADDING = b"#" * 400_000


class ReleaseServer:
    """Holds files by path.

    `breaks_after` ends the next archive early, that many bytes into the file; while `flowing` is
    cleared, archives stop after half of what there is to send.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.requests: list[tuple[str, str | None]] = []
        self.breaks_after: int | None = None
        self.flowing = threading.Event()
        self.flowing.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "ReleaseServer":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.flowing.set()
        self._server.shutdown()
        self._server.server_close()

    def publish(self, tool: Tool, program: bytes, checksum: str | None = None) -> str:
        """Put a release of a tool on the server, and return its archive's path."""
        archive, target = tool.archive, current_platform()
        name = archive.fill(archive.file, target)
        content = tar_gz(archive.fill(archive.member, target), program)
        listed = checksum or hashlib.sha256(content).hexdigest()
        path = f"/{archive.path(name)}"
        self.files[path] = content
        self.files[f"/{archive.path(archive.fill(archive.checksums, target))}"] = (
            f"{'0' * 64}  another_file.tar.gz\n{listed} *{name}\n".encode()
        )
        return path

    def ranges_asked(self, path: str) -> list[str | None]:
        """Return the Range header of each request for a path."""
        return [wanted for asked, wanted in self.requests if asked == path]


def handler_of(server: ReleaseServer) -> type[BaseHTTPRequestHandler]:
    """Return a request handler that answers from a server's files."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            server.requests.append((self.path, wanted))
            content = server.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            if start >= len(content):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            self.send_body(content, start)

        def send_body(self, content: bytes, start: int) -> None:
            if not self.path.endswith(".tar.gz"):
                self.wfile.write(content)
                return
            end, server.breaks_after = server.breaks_after, None
            middle = min((start + len(content)) // 2, end or len(content))
            self.wfile.write(content[start:middle])
            server.flowing.wait(timeout=60)
            self.wfile.write(content[middle:end])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def tar_gz(member: str, content: bytes) -> bytes:
    """Return an archive with a licence and one program."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=0) as archive:
        for name, data in (("LICENSE", b"Apache-2.0\n"), (member, content)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def program(says: str) -> bytes:
    """Return a program that answers any argument with its version."""
    return b"#!/bin/sh\necho '" + says.encode() + b"'\nexit 0\n" + PADDING
