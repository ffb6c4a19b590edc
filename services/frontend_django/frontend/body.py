"""Lets only JSON bodies through to a view of the API; `api` then reads their fields."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from web.edge.body import is_encoded, malformed_json
from web.edge.problem import Problem, ProblemError

View = Callable[..., HttpResponse]

NOT_JSON = Problem(
    415,
    "unsupported-media-type",
    "Send the body as Content-Type: application/json, without a Content-Encoding.",
)


def require_json(view: View) -> View:
    """Refuse another media type or coding with 415, and an empty body with 400."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.content_type != "application/json" or is_encoded(request.META):
            raise ProblemError(NOT_JSON)
        if not request.body:
            raise ProblemError(malformed_json("it is empty"))
        return view(request, *args, **kwargs)

    return checked
