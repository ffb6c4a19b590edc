"""The domain's own spans, and the trace they belong to."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from traceback import walk_tb

from opentelemetry import trace
from opentelemetry.trace import Span, Status, StatusCode
from opentelemetry.util.types import AttributeValue

tracer = trace.get_tracer("sandbox")
PORT = re.compile(r":\d*$")


@contextmanager
def domain_span(
    name: str, attributes: Mapping[str, AttributeValue] | None = None
) -> Iterator[Span]:
    """Open an INTERNAL span around one step of the domain.

    An error that leaves it sets the span's status. It is not recorded as an event here: the span
    where it arose or the server span does that, once. An error with a `status` below 500 is an
    answer (out of stock, say) and leaves the status alone.
    """
    with tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except Exception as error:
            mark_failed(span, error)
            raise


def mark_failed(span: Span, error: Exception) -> None:
    """Give the span an ERROR status and `error.type`, unless the error is an answer below 500."""
    if getattr(error, "status", 500) < 500:
        return
    span.set_status(Status(StatusCode.ERROR, str(error)))
    span.set_attribute("error.type", type(error).__qualname__)


def record_once(error: BaseException) -> None:
    """Record an exception on the current span, unless a driver's or client's span below did."""
    if not crossed_instrumentation(error):
        trace.get_current_span().record_exception(error)


def crossed_instrumentation(error: BaseException | None) -> bool:
    """Tell whether the error, or what it came from, left a span of an instrumented library.

    Such a span records what leaves it; its code is then among the frames of the traceback.
    """
    while error is not None:
        for frame, _line in walk_tb(error.__traceback__):
            if str(frame.f_globals.get("__name__")).startswith("opentelemetry.instrumentation."):
                return True
        error = error.__cause__
    return False


def set_server_address(span: Span, environ: Mapping[str, object]) -> None:
    """Say which host was asked for, without its port: that is an attribute of its own.

    The instrumentations set the whole `Host`.
    """
    host = str(environ.get("HTTP_HOST") or "")
    if host:
        span.set_attribute("server.address", PORT.sub("", host).strip("[]"))


def set_attributes(attributes: Mapping[str, AttributeValue]) -> None:
    """Set attributes on the span that is current."""
    trace.get_current_span().set_attributes(dict(attributes))


def current_trace_id() -> str:
    """Return the current trace id as 32 hex digits, or an empty string outside any trace."""
    span_context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(span_context.trace_id) if span_context.is_valid else ""
