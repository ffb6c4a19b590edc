"""Asks Jaeger on behalf of the pages: within bounds, and without leaving a trace of it."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import wraps
from math import inf
from threading import Lock, Thread
from typing import Any

from django.http import HttpResponse

from tracing_sandbox.pages.conf import read_settings
from tracing_sandbox.pages.errors import PageError
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong, JaegerError, JaegerUnreachable
from tracing_sandbox.traces.jaeger.lookup import look_up
from tracing_sandbox.traces.jaeger.page import has_page
from tracing_sandbox.traces.reading.fields.trace_id import BadTraceId
from tracing_sandbox.traces.reading.trace import Trace

TIMEOUT_S = 3.0
LONGEST_ANSWER_BYTES = 32 * 1024 * 1024
TOO_LARGE = (
    "Jaeger's answer is larger than a page may be made of. "
    "The command line reads it: {} trace TRACE_ID"
)
WHY_ABSENT = (
    "A new one takes about a second to arrive: load this page again. Else it was not sampled, or "
    "tail sampling in the Collector dropped it. Or it is gone: Jaeger keeps the newest traces, and "
    "a restart empties it."
)
PAGE_PATIENCE_S = 0.2
LONGEST_SHOWN = 80
PAGE_ASKED_EVERY_S = 30.0
LOOKED_THROUGH = 200


@contextmanager
def open_jaeger(longest_bytes: int = LONGEST_ANSWER_BYTES) -> Iterator[JaegerClient]:
    """Give a client whose requests end in time, read so much at most, and which no trace shows.

    Raises PageError: 400 for what is no trace id, 503 for a Jaeger that is away or late, 502 for
    one that answers wrongly or with too much.
    """
    url = read_settings().jaeger_url
    client = JaegerClient(url, TIMEOUT_S, within_s=TIMEOUT_S, longest_bytes=longest_bytes)
    try:
        with untraced():
            yield client
    except BadTraceId as error:
        raise PageError(400, "bad-trace-id", str(error)) from error
    except JaegerError as error:
        raise say_why(error) from error
    finally:
        client.close()


def say_why(error: JaegerError) -> PageError:
    """Turn what the client found into an answer, in its words."""
    if isinstance(error, AnswerTooLong):
        return PageError(502, "too-large", TOO_LARGE.format(read_settings().command))
    if isinstance(error, JaegerUnreachable):
        return PageError(503, "jaeger-down", str(error))
    return PageError(502, "jaeger-wrong", str(error))


def fetch_trace(client: JaegerClient, trace_id: str) -> Trace:
    """Fetch a trace by its id in any form; PageError 404 where Jaeger does not hold it."""
    trace = look_up(client, trace_id, LOOKED_THROUGH)
    if trace is None:
        raise PageError(404, "unknown-trace", f"{say_absent(trace_id)} {WHY_ABSENT}")
    return trace


def say_absent(trace_id: str) -> str:
    """Say that Jaeger does not hold a trace."""
    return f"Jaeger has no trace {trace_id[:LONGEST_SHOWN]}."


class JaegerPage:
    """Knows whether Jaeger has a page of its own: asks now and then, and no page waits long for it.

    Jaeger may be replaced by one that has its page, and it may be slow.
    """

    def __init__(self) -> None:
        self.exists = False
        self._asked_at = -inf
        self._lock = Lock()

    def look(self) -> bool:
        """Ask again where the last time is long ago; an answer that is late is for the next."""
        if self._is_due():
            asking = Thread(target=self._ask, daemon=True)
            asking.start()
            asking.join(PAGE_PATIENCE_S)
        return self.exists

    def _is_due(self) -> bool:
        with self._lock:
            now = time.monotonic()
            due = now - self._asked_at >= PAGE_ASKED_EVERY_S
            self._asked_at = now if due else self._asked_at
        return due

    def _ask(self) -> None:
        with untraced():
            self.exists = has_page(read_settings().jaeger_url)


jaeger_page = JaegerPage()


def find_jaeger_page() -> str | None:
    """Return where a browser finds Jaeger; None where Jaeger has no page of its own."""
    return read_settings().jaeger_page_url if jaeger_page.look() else None


def leave_no_trace(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let nothing that a view does leave a span: its queries would begin traces of their own."""

    @wraps(view)
    def quiet(*args: Any, **kwargs: Any) -> HttpResponse:
        with untraced():
            return view(*args, **kwargs)

    return quiet


def untraced() -> AbstractContextManager[None]:
    """Let what is asked inside leave no span.

    A project that traces has OpenTelemetry, which is told; where it is not installed nothing
    traces. So the pages keep quiet without a word from the project, and without needing it.
    """
    try:
        from opentelemetry.instrumentation.utils import suppress_instrumentation
    except ImportError:
        return nullcontext()
    return suppress_instrumentation()
