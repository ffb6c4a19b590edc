"""What is refused before any app sees it: `worker` answers as the apps do, with a document."""

import json
from http import HTTPStatus

from gunicorn.http import errors

from web.edge.problem import MEDIA_TYPE, Problem
from web.edge.request import HEADER


class LateRequestError(Exception):
    """A request whose head did not come in time."""


# Status, kind and reason, the first that fits; an answer that an app could not send is its fault.
UNEXPECTED = (500, "unexpected", "The service could not answer.")
MALFORMED = (400, "malformed-request")
FIRST_LINE = (
    "The first line is not such as GET /healthz HTTP/1.1. HTTP/2 and gRPC are not spoken here, "
    "and a path is written in ASCII."
)
REFUSALS = {
    errors.InvalidResponseHeader: UNEXPECTED,  # type: ignore[attr-defined]
    errors.InvalidResponseHeaderName: UNEXPECTED,  # type: ignore[attr-defined]
    LateRequestError: (408, "request-timeout", "The request did not come in time."),
    errors.LimitRequestLine: (414, "uri-too-long", "The address is longer than is read here."),
    errors.ExpectationFailed: (417, "expectation-failed", "Expect may only be 100-continue."),
    errors.LimitRequestHeaders: (
        431,
        "header-fields-too-large",
        "The headers are longer, or more, than are read here.",
    ),
    errors.UnsupportedTransferCoding: (
        501,
        "unsupported-transfer-coding",
        "Send the body with Content-Length, or with Transfer-Encoding: chunked.",
    ),
    errors.InvalidHTTPVersion: (*MALFORMED, FIRST_LINE),
    errors.InvalidHeader: (
        *MALFORMED,
        "A header has a value that it may not have, or one such as Host stands there twice.",
    ),
    errors.InvalidHeaderName: (*MALFORMED, "A header has a name that none may have."),
    errors.ObsoleteFolding: (*MALFORMED, "A header goes on in a second line, which none may."),
    errors.InvalidRequestLine: (*MALFORMED, FIRST_LINE),
    errors.ParseException: (*MALFORMED, "The request is not written as HTTP/1.1 asks."),
    BaseException: UNEXPECTED,
}


def find_refusal(error: BaseException) -> Problem:
    """Return the problem that an error of gunicorn's stands for."""
    status, kind, why = next(told for known, told in REFUSALS.items() if isinstance(error, known))
    return Problem(status, kind, why)


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
