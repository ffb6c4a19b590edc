"""The domain's own spans, and the trace they belong to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias

from opentelemetry import trace
from opentelemetry.trace import Span, Status, StatusCode
from opentelemetry.util.types import AttributeValue

tracer = trace.get_tracer("sandbox")

Attributes: TypeAlias = Mapping[str, AttributeValue]


@contextmanager
def domain_span(name: str, attributes: Attributes | None = None) -> Iterator[Span]:
    """Open an INTERNAL span around one step of the domain.

    An error that leaves it sets the span's status. It is not recorded as an event here: the span
    of the driver, of the client or of the server does that. An error with a `status` below 500,
    as `ProblemError` has one, is an answer (out of stock, say) and leaves the status alone.
    """
    with tracer.start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except Exception as error:
            if getattr(error, "status", 500) >= 500:
                mark_failed(span, type(error).__qualname__, str(error))
            raise


def mark_failed(span: Span, error_type: str, message: str) -> None:
    """Give the span an ERROR status and say of which kind the error was."""
    span.set_status(Status(StatusCode.ERROR, message))
    span.set_attribute("error.type", error_type)


def record_exception(error: BaseException) -> None:
    """Record an exception, with its traceback, on the span that is current."""
    trace.get_current_span().record_exception(error)


def set_attributes(attributes: Attributes) -> None:
    """Set attributes on the span that is current."""
    trace.get_current_span().set_attributes(dict(attributes))


def current_trace_id() -> str:
    """Return the current trace id as 32 hex digits, or an empty string outside any trace."""
    span_context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(span_context.trace_id) if span_context.is_valid else ""


def current_trace_is_sampled() -> bool | None:
    """Tell whether the spans of the current trace are sent; None outside any trace."""
    span_context = trace.get_current_span().get_span_context()
    return span_context.trace_flags.sampled if span_context.is_valid else None
