"""What Django itself refuses, as problems: unknown addresses, forms from elsewhere."""

import sys

from django.http import HttpRequest, HttpResponse

from frontend.edge.answers import answer_problem, answer_unexpected
from web.edge.problem import ProblemError


def not_found() -> ProblemError:
    """Build the 404 for an address that leads nowhere."""
    return ProblemError(404, "not-found", "There is nothing at this address.")


def refuse_unknown(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001
    """Answer 404."""
    return answer_problem(request, not_found())


def refuse_bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001
    """Answer 400 to what Django cannot take apart."""
    return answer_problem(
        request, ProblemError(400, "bad-request", "The request cannot be understood.")
    )


def refuse_access(request: HttpRequest, exception: object = None) -> HttpResponse:  # noqa: ARG001
    """Answer 403."""
    return answer_problem(request, ProblemError(403, "forbidden", "This is not for you."))


def refuse_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Answer 403 to a form without the token that this shop put into it."""
    return answer_problem(
        request,
        ProblemError(
            403,
            "form-refused",
            "The form did not come from a page of this shop, or the browser keeps no cookies. "
            "Load the page again and send the form once more.",
        ),
    )


def report_failure(request: HttpRequest) -> HttpResponse:
    """Answer 500 to an error outside any view."""
    return answer_unexpected(request, sys.exception())
