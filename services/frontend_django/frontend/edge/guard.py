"""Stands around every view: limits what comes in, turns what goes wrong into problems."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from frontend.database import AWAY, database_down
from frontend.edge.answers import answer_problem, answer_unexpected
from frontend.edge.arrival import MALFORMED_HOST, GetResponse
from frontend.edge.refusals import not_found, refuse_access, refuse_bad_request
from web.edge.body import receive_body
from web.edge.problem import ProblemError

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """The middleware next to the views, inside the server span."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse what no view should see; else pass it on."""
        refused = find_refusal(request)
        response = answer_problem(request, refused) if refused else self._get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            response = answer_problem(request, method_not_allowed(response["Allow"]))
        for name, value in SECURITY_HEADERS.items():
            response.setdefault(name, value)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Answer for a view that raised; an answer below 500 is no error of the server span."""
        if isinstance(error, Http404):
            error = not_found()
        if isinstance(error, AWAY):
            error = database_down(error)
        if isinstance(error, PermissionDenied):
            return refuse_access(request)
        if isinstance(error, SuspiciousOperation):
            return refuse_bad_request(request)
        if isinstance(error, ProblemError) and error.status != 500:
            return answer_problem(request, error)
        return answer_unexpected(request, error)


def find_refusal(request: HttpRequest) -> ProblemError | None:
    """Return why no view sees the request, or None; its body has been received then.

    Django itself takes half a body for the whole, and a chunked one for an empty one.
    """
    if MALFORMED_HOST in request.META:
        return ProblemError(400, "malformed-host", "The Host header is not the name of a host.")
    try:
        request._body = receive_body(request.META)
    except ProblemError as problem:
        return problem
    return None


def method_not_allowed(allowed: str) -> ProblemError:
    """Build the 405 that says which methods there are."""
    methods = ", ".join(sorted(method.strip() for method in allowed.split(",")))
    return ProblemError(
        405, "method-not-allowed", f"This address allows {methods}.", headers={"Allow": methods}
    )
