"""Installs what one request can ask to be broken; where nothing asks for it, none of it is loaded.

It stands around the service's functions from outside: a service without it does not contain it.
"""

import json
import time
from collections.abc import Iterable
from http import HTTPStatus
from importlib import import_module
from typing import Any

from web.edge.problem import MEDIA_TYPE, Problem
from web.edge.request import HEADER, accept_request_id, log_request
from web.server.rehearsal import Application

PLANTING = "tracing_sandbox.planting.installation"


def install_faults(service: str, application: Application, key: str) -> Application:
    """Return the application with what a request can ask for; `key` seals what that is."""
    installed: Application = import_module(PLANTING).install(service, application, key, refuse)
    return installed


def refuse(environ: Any, start_response: Any, kind: str, detail: str) -> Iterable[bytes]:
    """Answer 400 to a request that asks for what there is not; it leaves no trace."""
    began = time.perf_counter()
    request_id = accept_request_id(environ.get("HTTP_X_REQUEST_ID"))
    problem = Problem(400, kind, detail)
    body = json.dumps(problem.document(trace_id="")).encode()
    headers = [
        ("Content-Type", MEDIA_TYPE),
        ("Content-Length", str(len(body))),
        (HEADER, request_id),
    ]
    start_response(f"400 {HTTPStatus(400).phrase}", headers)
    log_request(environ, 400, began)
    return [body]
