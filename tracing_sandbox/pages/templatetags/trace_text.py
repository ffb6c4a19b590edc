"""Makes text that came with a span harmless where a template shows it as it is."""

from django import template

from tracing_sandbox.traces.reading.safe_text import safe_text as make_safe

register = template.Library()


@register.filter
def safe_text(text: str) -> str:
    """Replace invisible characters; the template escapes what HTML would take for its own."""
    return make_safe(text)
