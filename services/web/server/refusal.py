"""What is refused before any app sees it: `worker` answers as the apps do, with a document."""

import json
from http import HTTPStatus

from gunicorn.http import errors

from web.edge.problem import MEDIA_TYPE, Problem
from web.edge.request import HEADER


class LateRequestError(Exception):
    """A request whose head did not come in time."""


# Status and kind, the first that fits; a header that an app could not send is the app's fault.
UNEXPECTED = (500, "unexpected")
REFUSALS = {
    errors.InvalidResponseHeader: UNEXPECTED,  # type: ignore[attr-defined]
    errors.InvalidResponseHeaderName: UNEXPECTED,  # type: ignore[attr-defined]
    LateRequestError: (408, "request-timeout"),
    errors.LimitRequestLine: (414, "uri-too-long"),
    errors.ExpectationFailed: (417, "expectation-failed"),
    errors.LimitRequestHeaders: (431, "header-fields-too-large"),
    errors.UnsupportedTransferCoding: (501, "unsupported-transfer-coding"),
    errors.ParseException: (400, "malformed-request"),
    BaseException: UNEXPECTED,
}


def find_refusal(error: BaseException) -> Problem:
    """Return the problem that an error of gunicorn's stands for."""
    status, kind = next(told for known, told in REFUSALS.items() if isinstance(error, known))
    return Problem(
        status, kind, f"The server does not take this request: {HTTPStatus(status).phrase}."
    )


def render_refusal(problem: Problem, request_id: str) -> bytes:
    """Write the whole answer, after which the connection ends."""
    body = json.dumps(problem.document(trace_id="")).encode()
    head = [
        f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}",
        f"Content-Type: {MEDIA_TYPE}",
        f"Content-Length: {len(body)}",
        f"{HEADER}: {request_id}",
        "Connection: close",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
