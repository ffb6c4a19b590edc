"""What templates make of a trace: its text, made harmless, and what its spans know."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context

from tracing_sandbox.pages.asked.choice import group_scenarios, read_choice
from tracing_sandbox.pages.conf import read_settings
from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.reading.safe_text import safe_text as make_safe
from tracing_sandbox.traces.reading.span import AttributeValue

register = template.Library()


@register.simple_tag
def typed(words: str) -> str:
    """Write `sandbox WORDS` as the reader of a page types it."""
    return f"{read_settings().command} {words}"


@register.inclusion_tag("tracing_sandbox/choice.html", takes_context=True)
def choice_of_fault(context: Context) -> dict[str, Any]:
    """Show what the next order will have, or the form to choose it; nothing where faults are off.

    It stands beside a project's form of an order, which is sent to `?{% chosen_fault %}`.
    """
    request: HttpRequest = context.request  # type: ignore[attr-defined]
    on = bool(read_settings().seal_key)
    return {
        "on": on,
        "choice": read_choice(request) if on else None,
        "groups": group_scenarios() if on else [],
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def chosen_fault(context: Context) -> str:
    """Write what the next order is to have as the query that its form is sent with."""
    choice = read_choice(context.request)  # type: ignore[attr-defined]
    return f"?{choice.query}" if choice and not choice.refused else ""


@register.filter
def safe_text(text: str) -> str:
    """Replace invisible characters; the template escapes what HTML would take for its own."""
    return make_safe(text)


@register.filter
def attribute(explanation: Explanation, name: str) -> AttributeValue:
    """Return the first value that any span has for an attribute; empty where none has one."""
    values = (row.span.attributes.get(name) for row in explanation.rows)
    return next((value for value in values if value is not None), "")
