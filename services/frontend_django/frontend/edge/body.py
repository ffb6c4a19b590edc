"""Checks that a body is JSON before anything of it is believed; `api` then reads its fields."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from web.edge.body import is_encoded
from web.edge.problem import ProblemError

View = Callable[..., HttpResponse]


def require_json(view: View) -> View:
    """Let only requests with a JSON body through to the view."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_media_type(request)
        if not request.body:
            raise malformed_json("it is empty")
        return view(request, *args, **kwargs)

    return checked


def check_media_type(request: HttpRequest) -> None:
    """Refuse what is not plain JSON; ProblemError 415."""
    if request.content_type != "application/json" or is_encoded(request.META):
        raise ProblemError(
            415,
            "unsupported-media-type",
            "Send the body as Content-Type: application/json, without a Content-Encoding.",
        )


def malformed_json(why: str) -> ProblemError:
    """Build the 400."""
    return ProblemError(400, "malformed-json", f"The body is not JSON: {why}.")
