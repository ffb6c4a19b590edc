"""What templates make of a trace: its text, made harmless, and what its spans know."""

from django import template

from tracing_sandbox.pages.conf import read_settings
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.reading.safe_text import safe_text as make_safe
from tracing_sandbox.traces.reading.span import AttributeValue

register = template.Library()


@register.simple_tag
def typed(words: str) -> str:
    """Write `sandbox WORDS` as the reader of a page types it."""
    return f"{read_settings().command} {words}"


@register.filter
def safe_text(text: str) -> str:
    """Replace invisible characters; the template escapes what HTML would take for its own."""
    return make_safe(text)


@register.filter
def attribute(explanation: Explanation, name: str) -> AttributeValue:
    """Return the first value that any span has for an attribute; empty where none has one."""
    values = (row.span.attributes.get(name) for row in explanation.rows)
    return next((value for value in values if value is not None), "")
