"""Turns a problem into an answer: its document for programs, a page in words for people."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from telemetry import record_once
from web.edge.problem import MEDIA_TYPE, ProblemError

log = logging.getLogger(__name__)

UNEXPECTED = ProblemError(
    500, "unexpected", "Something went wrong here. The trace and the log say what."
)


def answer_problem(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    """Answer with the problem's status, in the form that was asked for."""
    document = problem.document()
    if wants_page(request):
        response = render(request, "problem.html", {"problem": document}, status=problem.status)
    else:
        response = JsonResponse(document, status=problem.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    patch_vary_headers(response, ["Accept"])
    return response


def wants_page(request: HttpRequest) -> bool:
    """Tell a browser from a program; the API always answers with documents."""
    return not request.path.startswith("/api/") and "text/html" in request.headers.get("Accept", "")


def answer_unexpected(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """Answer 500 without a word of the error's own, which is logged and recorded on the span.

    A ProblemError that came `from` the unexpected error says in its document what it concerns.
    """
    problem = error if isinstance(error, ProblemError) else UNEXPECTED
    cause = error.__cause__ if isinstance(error, ProblemError) else error
    log.error("unexpected error", exc_info=cause)
    if cause is not None:
        record_once(cause)
    return answer_problem(request, problem)
