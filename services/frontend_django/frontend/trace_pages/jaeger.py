"""Asks Jaeger on behalf of the pages: within bounds, and without leaving a trace of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from opentelemetry.instrumentation.utils import suppress_instrumentation

from traces.jaeger import BadTraceId, JaegerClient, JaegerError, JaegerUnreachable
from traces.jaeger_page import has_page
from traces.trace import Trace
from wire.problem import ProblemError

TIMEOUT_S = 3.0
PAGE_TIMEOUT_S = 0.5
PAGE_ASKED_EVERY_S = 30.0


@contextmanager
def open_jaeger() -> Iterator[JaegerClient]:
    """Give a client whose requests no trace shows.

    Raises ProblemError: 400 for what is no trace id, 503 for a Jaeger that is away or late, 502
    for one that answers wrongly.
    """
    client = JaegerClient(settings.SANDBOX.jaeger_url, TIMEOUT_S)
    try:
        with suppress_instrumentation():
            yield client
    except JaegerError as error:
        raise say_why(error) from error
    finally:
        client.close()


def say_why(error: JaegerError) -> ProblemError:
    """Turn what the client found into an answer, in its words."""
    if isinstance(error, BadTraceId):
        return ProblemError(400, "bad-trace-id", str(error))
    if isinstance(error, JaegerUnreachable):
        return ProblemError(503, "jaeger-down", str(error), headers={"Retry-After": "1"})
    return ProblemError(502, "jaeger-wrong", str(error))


def fetch_trace(client: JaegerClient, trace_id: str) -> Trace:
    """Fetch a trace; ProblemError 404 where Jaeger does not hold it."""
    trace = client.find_trace(trace_id)
    if trace is None:
        raise ProblemError(
            404,
            "unknown-trace",
            f"Jaeger has no trace {trace_id}. A new one takes about a second to arrive: load this "
            "page again. An old one is gone: Jaeger keeps the newest, and a restart empties it.",
        )
    return trace


def link_to_jaeger(trace_id: str) -> str | None:
    """Return the address of a trace in Jaeger's own page; None where Jaeger has no page."""
    if not jaeger_has_page(int(time.monotonic() // PAGE_ASKED_EVERY_S)):
        return None
    return f"{settings.SANDBOX.jaeger_page_url}/trace/{trace_id}"


@lru_cache(maxsize=1)
def jaeger_has_page(_period: int) -> bool:
    """Ask Jaeger once every so often: it may be replaced by one that has its page."""
    with suppress_instrumentation():
        return has_page(settings.SANDBOX.jaeger_url, PAGE_TIMEOUT_S)
