"""What a page cannot show and why; a page in words for browsers, RFC 9457 for programs."""

from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1

View = Callable[..., HttpResponse]


class PageError(Exception):
    """Another answer than the page asked for: a status, a short slug, and why in words.

    `errors` name the wrong fields of a query: `{"field": "sort", "expected": "..."}`.
    """

    def __init__(
        self, status: int, kind: str, detail: str, errors: Sequence[dict[str, str]] = ()
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.errors = errors

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
        template = "tracing_sandbox/problem.html"
        response = render(request, template, {"problem": document}, status=error.status)
    else:
        response = JsonResponse(document, status=error.status, content_type=MEDIA_TYPE)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER_S)
    patch_vary_headers(response, ["Accept"])
    return response
