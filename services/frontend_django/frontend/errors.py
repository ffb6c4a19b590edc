"""Turns a problem into an answer: a document for programs, a page in words for people."""

import logging
import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from telemetry.spans import current_trace_id, record_exception
from web.edge.problem import MEDIA_TYPE, UNEXPECTED, Problem

log = logging.getLogger(__name__)

NOT_FOUND = Problem(404, "not-found", "There is nothing at this address.")
BAD_REQUEST = Problem(400, "bad-request", "The request cannot be understood.")
FORBIDDEN = Problem(403, "forbidden", "This is not for you.")
FORM_REFUSED = Problem(
    403,
    "form-refused",
    "The form did not come from a page of this shop, or the browser keeps no cookies. "
    "Load the page again and send the form once more.",
)


def foreign_form(request: HttpRequest) -> Problem:
    """Build the 403 for a form whose page has another address than the shop was called by."""
    return Problem(
        403,
        "form-refused",
        f"The form came from {request.headers['Origin']}, and this shop was called "
        f"{request.scheme}://{request.get_host()}. A tunnel in between has to name itself in "
        "X-Forwarded-Host and X-Forwarded-Proto.",
    )


def answer_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Answer with the problem's status, in the form that was asked for."""
    document = problem.document(current_trace_id())
    if wants_page(request):
        context = {"problem": document, "among_traces": is_among_traces(request)}
        response = render(request, "problem.html", context, status=problem.status)
    else:
        response = JsonResponse(document, status=problem.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    response["Content-Length"] = str(len(response.content))
    patch_vary_headers(response, ["Accept"])
    return response


def wants_page(request: HttpRequest) -> bool:
    """Tell a browser from a program; the API always answers with documents."""
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def is_among_traces(request: HttpRequest) -> bool:
    """Tell a page of the traces, which leads back to their list."""
    return request.path.startswith(reverse("tracing_sandbox:list"))


def answer_unexpected(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """Answer 500 without a word of the error's own, which is logged and recorded on the span."""
    log.error("unexpected error", exc_info=error)
    if error is not None:
        record_exception(error)
    return answer_problem(request, UNEXPECTED)


# What Django calls by the names in `urls` and `settings`.


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001
    """Refuse what Django cannot take apart."""
    return answer_problem(request, BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001
    """Refuse what is not for everybody."""
    return answer_problem(request, FORBIDDEN)


def page_not_found(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001
    """Say that an address leads nowhere."""
    return answer_problem(request, NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form of another site, or without the token that this shop put into it."""
    foreign = reason.startswith("Origin checking failed")
    return answer_problem(request, foreign_form(request) if foreign else FORM_REFUSED)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for an error outside any view."""
    return answer_unexpected(request, sys.exception())
