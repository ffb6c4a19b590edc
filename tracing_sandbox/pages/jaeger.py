"""Asks Jaeger on behalf of the pages: within bounds, and without leaving a trace of it."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache

from tracing_sandbox.pages.conf import read_settings
from tracing_sandbox.pages.errors import PageError
from tracing_sandbox.traces.jaeger.client import (
    AnswerTooLong,
    JaegerClient,
    JaegerError,
    JaegerUnreachable,
    has_page,
)
from tracing_sandbox.traces.jaeger.lookup import look_up
from tracing_sandbox.traces.reading.fields.trace_id import BadTraceId
from tracing_sandbox.traces.reading.trace import Trace

TIMEOUT_S = 3.0
LONGEST_ANSWER_BYTES = 32 * 1024 * 1024
TOO_LARGE = (
    "Jaeger's answer is larger than a page may be made of. "
    "The command line reads it: sandbox trace TRACE_ID"
)
ABSENT = (
    "Jaeger has no trace {trace_id}. A new one takes about a second to arrive: load this page "
    "again. Else it was not sampled, or tail sampling in the Collector dropped it. Or it is gone: "
    "Jaeger keeps the newest traces, and a restart empties it."
)
LONGEST_SHOWN = 80
PAGE_TIMEOUT_S = 0.5
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
    client.session.trust_env = False
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
        return PageError(502, "too-large", TOO_LARGE)
    if isinstance(error, JaegerUnreachable):
        return PageError(503, "jaeger-down", str(error))
    return PageError(502, "jaeger-wrong", str(error))


def fetch_trace(client: JaegerClient, trace_id: str) -> Trace:
    """Fetch a trace by its id in any form; PageError 404 where Jaeger does not hold it."""
    trace = look_up(client, trace_id, LOOKED_THROUGH)
    if trace is None:
        raise PageError(404, "unknown-trace", ABSENT.format(trace_id=trace_id[:LONGEST_SHOWN]))
    return trace


def find_jaeger_page() -> str | None:
    """Return where a browser finds Jaeger; None where Jaeger has no page of its own."""
    has_one = jaeger_has_page(int(time.monotonic() // PAGE_ASKED_EVERY_S))
    return read_settings().jaeger_page_url if has_one else None


@lru_cache(maxsize=1)
def jaeger_has_page(_period: int) -> bool:
    """Ask Jaeger once every so often: it may be replaced by one that has its page."""
    with untraced():
        return has_page(read_settings().jaeger_url, PAGE_TIMEOUT_S)


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
