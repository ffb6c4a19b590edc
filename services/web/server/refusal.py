"""What is refused before any app sees it: `worker` answers as the apps do, with a document."""

import json
from http import HTTPStatus

from gunicorn.http.errors import (  # type: ignore[attr-defined]
    ExpectationFailed,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)

from web.edge.problem import MEDIA_TYPE, Problem
from web.edge.request_id import HEADER


class LateRequestError(Exception):
    """A request whose head did not come in time."""


UNEXPECTED = (500, "unexpected", "Something went wrong here. The log says what.")
# The first that fits; a header that an app could not send is the app's fault.
REFUSALS = {
    InvalidResponseHeader: UNEXPECTED,
    InvalidResponseHeaderName: UNEXPECTED,
    LateRequestError: (408, "request-timeout", "The request did not come in time."),
    LimitRequestLine: (414, "uri-too-long", "The request's first line is too long."),
    ExpectationFailed: (417, "expectation-failed", "Nothing but 100-continue can be expected."),
    LimitRequestHeaders: (
        431,
        "header-fields-too-large",
        "The header fields are too many, or one of them is too long.",
    ),
    UnsupportedTransferCoding: (
        501,
        "unsupported-transfer-coding",
        "No transfer coding but chunked is known.",
    ),
    ParseException: (400, "malformed-request", "This is not a request as HTTP/1.1 has it."),
    BaseException: UNEXPECTED,
}


def find_refusal(error: BaseException) -> Problem:
    """Return the problem that an error of gunicorn's stands for."""
    return Problem(*next(told for kind, told in REFUSALS.items() if isinstance(error, kind)))


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
