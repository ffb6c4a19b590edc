"""What every request passes before its view, and every answer after it."""

import time
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from frontend import errors
from frontend.database import DATABASE_AWAY, note_database_down
from frontend.hosts import MALFORMED_HOST, settle_host
from frontend.tracing import count_wait
from telemetry.traceparent import settle_traceparent
from web.edge.body import receive_body
from web.edge.host import malformed_host
from web.edge.problem import Problem, ProblemError
from web.edge.request import HEADER, accept_request_id, log_request

GetResponse = Callable[[HttpRequest], HttpResponseBase]

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def request_id_middleware(get_response: GetResponse) -> GetResponse:
    """Give each request its id, which every answer names; it comes before the server span."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request_id = accept_request_id(request.headers.get(HEADER))
        settle_host(request)
        settle_traceparent(request.META)
        count_wait(request)
        response = get_response(request)
        response[HEADER] = request_id
        if request.method == "HEAD":
            leave_out_body(response)
        return response

    return middleware


def leave_out_body(response: HttpResponseBase) -> None:
    """Keep the head alone, with the length that the body would have had."""
    if isinstance(response, HttpResponse):
        response.setdefault("Content-Length", str(len(response.content)))
        response.content = b""


class ProblemMiddleware:
    """Turns whatever goes wrong into a problem, logs the request, and adds the security headers.

    It comes next after the server span's start, so that all of this belongs to the span.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse what no view should see; else pass it on."""
        began = time.perf_counter()
        refused = find_refusal(request)
        response = (
            errors.answer_problem(request, refused) if refused else self._get_response(request)
        )
        if isinstance(response, HttpResponseNotAllowed):
            response = errors.answer_problem(request, method_not_allowed(response["Allow"]))
        for name, value in SECURITY_HEADERS.items():
            response.setdefault(name, value)
        log_request(request.META, response.status_code, began)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Answer for a view that raised; an answer below 500 is no error of the server span."""
        match error:
            case ProblemError():
                return errors.answer_problem(request, error.problem)
            case Http404():
                return errors.page_not_found(request)
            case PermissionDenied():
                return errors.permission_denied(request)
            case SuspiciousOperation():
                return errors.bad_request(request)
            case _ if isinstance(error, DATABASE_AWAY):
                return errors.answer_problem(request, note_database_down(error))
        return errors.answer_unexpected(request, error)


def find_refusal(request: HttpRequest) -> Problem | None:
    """Return why no view sees the request, or None; its body has been received then.

    Django itself takes half a body for the whole, and a chunked one for an empty one.
    """
    if MALFORMED_HOST in request.META:
        return malformed_host(request.META[MALFORMED_HOST])
    try:
        request._body = receive_body(request.META)
    except ProblemError as error:
        return error.problem
    return None


def method_not_allowed(allowed: str) -> Problem:
    """Build the 405 that says which methods there are."""
    methods = ", ".join(sorted(method.strip() for method in allowed.split(",")))
    return Problem(
        405, "method-not-allowed", f"This address allows {methods}.", headers={"Allow": methods}
    )
