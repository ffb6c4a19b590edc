"""The first thing a request meets, before its span starts: an id for it, and a sane Host."""

from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from opentelemetry.trace import Span
from opentelemetry.util.http import sanitize_method

from telemetry import redact_query, set_server_address
from web.edge.request_id import ATTRIBUTE, HEADER, accept_request_id, current_request_id

# The pattern is searched in the whole URL: without the anchor it would hide other pages too.
UNTRACED = r"^https?://[^/]*/(healthz(\?|$)|static/|traces([/?]|$))"
MALFORMED_HOST = "frontend.malformed_host"

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def accept_requests(get_response: GetResponse) -> GetResponse:
    """Give each request its id, which every answer names, and take a malformed Host away."""

    def accept(request: HttpRequest) -> HttpResponseBase:
        request_id = accept_request_id(request.headers.get(HEADER))
        drop_malformed_host(request)
        response = get_response(request)
        response[HEADER] = request_id
        if request.method == "HEAD":
            leave_out_body(response)
        return response

    return accept


def leave_out_body(response: HttpResponseBase) -> None:
    """Keep the head alone, with the length that the body would have had."""
    if isinstance(response, HttpResponse):
        response.setdefault("Content-Length", str(len(response.content)))
        response.content = b""


def drop_malformed_host(request: HttpRequest) -> None:
    """Let the server's own name stand in for a Host that is none: without one there is no span.

    `guard` answers such a request with 400.
    """
    try:
        request.get_host()
    except DisallowedHost:
        request.META[MALFORMED_HOST] = True
        del request.META["HTTP_HOST"]


def start_request(span: Span, request: HttpRequest) -> None:
    """Note the request's id on its server span, and take secrets out of its query."""
    span.set_attribute(ATTRIBUTE, current_request_id.get())
    set_server_address(span, request.META)
    if request.path == "/":
        name_first_page(span, request)
    query = request.META.get("QUERY_STRING")
    if query:
        span.set_attribute("url.query", redact_query(query))


def name_first_page(span: Span, request: HttpRequest) -> None:
    """Give `/` a route; Django's own for it is empty, which the instrumentation takes for none."""
    span.set_attribute("http.route", "/")
    method = sanitize_method(request.method)
    if method != "_OTHER":
        span.update_name(f"{method} /")
