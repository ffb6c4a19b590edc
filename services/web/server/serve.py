"""Serves a service with gunicorn: one worker whose threads share it, and an orderly stop."""

import gc
import logging
from importlib import import_module
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from web.server.faults import install_faults
from web.server.rehearsal import Application
from web.server.worker import Worker

log = logging.getLogger(__name__)

STOP_MARGIN_S = 5
ABORT_MARGIN_S = 20
# A client that pauses finds its connection still there. It holds no thread meanwhile, but one of
# the 1,000 places that gunicorn has for connections.
KEEP_ALIVE_S = 15


class RootLog(Logger):
    """Leaves gunicorn's own lines to the root logger's handlers and format."""

    def setup(self, cfg: Any) -> None:
        """Open no handler; the edge logs the requests."""
        self.cfg = cfg
        self.error_log.propagate = True


class Server(BaseApplication):
    """gunicorn, told its settings by the service instead of a file or the command line."""

    def __init__(self, service: str, options: dict[str, Any], fault_key: str | None) -> None:
        self.service = service
        self.fault_key = fault_key
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Set each option; gunicorn validates them."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Application:
        """Import the service's start-up module and return its WSGI application."""
        application: Application = import_module(f"{self.service}.wsgi").application
        return application


def keep_pages_shared(_server: object, _worker: object) -> None:
    """Hide what is loaded from the worker's garbage collector, which would copy all of its pages.

    https://docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.freeze()


def prepare(worker: Any) -> None:
    """Let one request be broken where that is asked for, and go the way of a request once."""
    application: Server = worker.app
    if application.fault_key is not None:
        worker.wsgi = install_faults(application.service, worker.wsgi, application.fault_key)
    rehearse(worker)


def rehearse(worker: Any) -> None:
    """Go the way of a request once, in the process that serves, before it takes any."""
    try:
        import_module(f"{worker.app.service}.rehearsal").rehearse()
    except Exception:
        # The first request meets whatever this has met, and answers for it.
        log.warning("could not rehearse", exc_info=True)


def serve(
    service: str,
    host: str,
    port: int,
    threads: int,
    longest_request_s: float,
    fault_key: str | None = None,
) -> None:
    """Serve the application of a service's `wsgi` until the process is told to stop.

    With `fault_key`, one request may ask to be broken. A worker gets `longest_request_s` (seconds)
    and a margin to end its requests: spans that are not flushed when it is killed are lost.
    """
    options = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": 1,
        "threads": threads,
        "worker_class": Worker,
        "preload_app": True,
        "pre_fork": keep_pages_shared,
        "post_worker_init": prepare,
        "timeout": int(longest_request_s) + ABORT_MARGIN_S,
        "keepalive": KEEP_ALIVE_S,
        # Not what happens to be installed: another parser refuses other requests.
        "http_parser": "python",
        "graceful_timeout": int(longest_request_s) + STOP_MARGIN_S,
        # What proxies say of the scheme is the app's to read: gunicorn refuses where two differ.
        "secure_scheme_headers": {},
        "control_socket_disable": True,
        "logger_class": RootLog,
    }
    Server(service, options, fault_key).run()
