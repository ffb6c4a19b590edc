"""What a page cannot show and why; a page in words for browsers, RFC 9457 for programs."""

from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1
PROBLEM = "tracing_sandbox/problem.html"

View = Callable[..., HttpResponse]


class FormPage(NamedTuple):
    """A template with a form in it, and what it shows."""

    template: str
    context: dict[str, Any]


class PageError(Exception):
    """Another answer than the page asked for: a status, a short slug, and why in words.

    `errors` name the wrong fields of a query: `{"field": "sort", "expected": "..."}`. A browser
    that was to fill in a `form` sees it again.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        errors: Sequence[dict[str, str]] = (),
        form: FormPage | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.form = form

    def document(self) -> dict[str, Any]:
        """Return the RFC 9457 document."""
        return {
            "type": f"urn:sandbox:problem:{self.kind}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **({"errors": self.errors} if self.errors else {}),
        }


def answer_errors(view: View) -> View:
    """Let a view raise PageError: it is answered with its status, in the form asked for."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PageError as error:
            return answer_error(request, error)

    return answered


def prefers_page(request: HttpRequest) -> bool:
    """Tell whether a browser asks."""
    return request.get_preferred_type([MEDIA_TYPE, "text/html"]) == "text/html"


def answer_error(request: HttpRequest, error: PageError) -> HttpResponse:
    """Answer a browser with a page, and whoever else with a document."""
    document = error.document()
    if prefers_page(request):
        template, context = error.form or FormPage(PROBLEM, {"problem": document})
        response = render(request, template, context, status=error.status)
    else:
        response = JsonResponse(document, status=error.status, content_type=MEDIA_TYPE)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER_S)
    patch_vary_headers(response, ["Accept"])
    return response
