"""Why a request got no answer, in a few words, the same for all of its kind."""

from typing import Any

from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError

from loadtest.patience import CONNECTION_TIMEOUT_S, NETWORK_TIMEOUT_S
from tracing_sandbox.load.measuring.planted import CUT_OFF


class CutOffError(OSError):
    """The run was over before the answer came; Locust counts it as a failure, as any OSError."""


def name_failure(error: Any, took_s: float) -> str:
    """Name what kept an answer from coming within `took_s`."""
    cause = getattr(error, "original", None) or error
    if isinstance(cause, CutOffError):
        return CUT_OFF
    if isinstance(cause, TimeoutError):
        return _name_timeout(took_s)
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused"
    if isinstance(cause, (HTTPConnectionClosed, ConnectionError)):
        return "connection closed without an answer"
    if isinstance(cause, HTTPParseError):
        return "the answer was cut off, or no HTTP"
    return str(getattr(cause, "strerror", None) or type(cause).__name__)


def _name_timeout(took_s: float) -> str:
    if took_s < NETWORK_TIMEOUT_S:
        return f"no connection within {CONNECTION_TIMEOUT_S:g} s"
    return f"no answer within {NETWORK_TIMEOUT_S:g} s"
