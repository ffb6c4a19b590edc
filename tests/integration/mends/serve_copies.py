"""Serves copies of a service, each in a process of its own: `python serve_copies.py`.

It has imported what all of them import, and forks for each line that it reads: a folder, a port and
an environment, as JSON. They end as by Ctrl-C once no more can come.
"""

import json
import os
import signal
import sys
from importlib import import_module

COMMON = (
    "flask",
    "requests",
    "opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.instrumentation.flask",
    "opentelemetry.instrumentation.requests",
    "opentelemetry.sdk.trace",
    "opentelemetry.sdk.trace.export",
)


def main() -> None:
    """Fork for each line, and end what is forked."""
    for name in COMMON:
        import_module(name)
    children = []
    # A fork must not read on where its parent has read ahead.
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            serve(**json.loads(line))
            return
        children.append(child)
    for child in children:
        os.kill(child, signal.SIGINT)
    for child in children:
        os.waitpid(child, 0)


def serve(folder: str, port: int, environment: dict[str, str]) -> None:
    """Serve the copy in a folder, which takes its log, until it is interrupted."""
    log = os.open(f"{folder}/log", os.O_WRONLY | os.O_CREAT)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    os.environ.update(environment)
    sys.path.insert(0, folder)
    import_module("traced_app").app.run("127.0.0.1", port)


if __name__ == "__main__":
    main()
