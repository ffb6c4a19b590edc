"""Checks a JSON body before anything of it is believed; `api` then reads its fields."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from frontend.edge.guard import MAX_BODY_BYTES, body_too_large
from wire.problem import ProblemError

View = Callable[..., HttpResponse]


def require_json(view: View) -> View:
    """Let only requests with a JSON body of a sane size through to the view."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_media_type(request)
        if not read_body(request):
            raise malformed_json("it is empty")
        return view(request, *args, **kwargs)

    return checked


def check_media_type(request: HttpRequest) -> None:
    """Refuse what is not plain JSON; ProblemError 415."""
    encoding = request.headers.get("Content-Encoding", "identity")
    if request.content_type != "application/json" or encoding != "identity":
        raise ProblemError(
            415,
            "unsupported-media-type",
            "Send the body as Content-Type: application/json, without a Content-Encoding.",
        )


def read_body(request: HttpRequest) -> bytes:
    """Read the body, its end marked by a length or by its last chunk; ProblemError 413.

    Django itself takes a chunked body, which names no length, for an empty one.
    """
    if request.META.get("wsgi.input_terminated") and not request.META.get("CONTENT_LENGTH"):
        request._body = request.META["wsgi.input"].read(MAX_BODY_BYTES + 1)
    if len(request.body) > MAX_BODY_BYTES:
        raise body_too_large()
    return request.body


def malformed_json(why: str) -> ProblemError:
    """Build the 400."""
    return ProblemError(400, "malformed-json", f"The body is not JSON: {why}.")
