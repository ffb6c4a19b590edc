"""Leads from what somebody has of a trace, typed or copied, to the page that shows it."""

from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tracing_sandbox.pages.errors import PageError
from tracing_sandbox.pages.showing.comparing import lead_to_comparison
from tracing_sandbox.traces.reading.fields.trace_id import BadTraceId, read_trace_ids


def lead_to(text: str) -> HttpResponseRedirect:
    """Redirect to the page of the trace that a text names, or of a comparison if it names two.

    An address of the project itself, such as that of an order, leads there. PageError 400 for
    anything else.
    """
    own = find_own_page(text)
    return redirect(own) if own else lead_to_ids(text)


def lead_to_ids(text: str) -> HttpResponseRedirect:
    """Redirect to the trace, or the comparison of two, that a text names; PageError 400 if none."""
    try:
        first, *others = read_trace_ids(text)
    except BadTraceId as error:
        raise PageError(400, "bad-trace-id", str(error)) from error
    if not others:
        return redirect("tracing_sandbox:trace", as_uuid(text) or first)
    return redirect(lead_to_comparison(first, others[0]))


def as_uuid(text: str) -> str:
    """Keep an id in the form of a UUID: it may be one that the project knows; empty if it is none.

    A project may lead from `/traces/UUID/` to what of its own has that id.
    """
    try:
        return str(UUID(text.strip())) if "-" in text else ""
    except ValueError:
        return ""


def names_two(text: str) -> bool:
    """Tell whether a text names two traces, as the address of a comparison in Jaeger does."""
    try:
        return len(read_trace_ids(text)) > 1
    except BadTraceId:
        return False


def find_own_page(text: str) -> str:
    """Return the path of an address of this project that is about one thing; empty if it is none.

    These pages do not know what is on it. What names a trace is theirs.
    """
    try:
        path = urlsplit(text.strip()).path
        match = resolve(path)
    except (ValueError, Resolver404):
        return ""
    is_about_one = match.kwargs and match.app_name != "tracing_sandbox"
    return path if is_about_one and url_has_allowed_host_and_scheme(path, None) else ""


def lead_to_whole_id(request: HttpRequest, trace_id: str) -> HttpResponseRedirect:
    """Redirect to a trace by its whole id, with the query that came with another form of it."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse("tracing_sandbox:trace", args=[trace_id])
    return redirect(f"{address}?{query}" if query else address)
