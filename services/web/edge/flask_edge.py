"""The edge of a Flask service: what comes in is checked, what goes wrong becomes a problem."""

import logging
import time
from typing import TypeVar

import flask
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadHost, HTTPException

from telemetry.spans import current_trace_id, record_exception
from telemetry.traceparent import settle_traceparent
from web.edge.body import is_encoded, malformed_json, receive_body
from web.edge.host import malformed_host
from web.edge.problem import (
    MEDIA_TYPE,
    UNEXPECTED,
    Problem,
    ProblemError,
    field_errors,
    invalid_fields,
)
from web.edge.request import HEADER, accept_request_id, current_request_id, log_request

log = logging.getLogger(__name__)

REFUSED = {
    404: "There is nothing at this address.",
    405: "This address does not allow the method; the header Allow names those that it does.",
}

Body = TypeVar("Body", bound=BaseModel)


def install_edge(app: flask.Flask, longest_request_s: float) -> None:
    """Give the app its health check, request ids and log lines, and answer errors with problems.

    A ProblemError that leaves a view is answered with its status; any other error with 500.
    """
    app.add_url_rule(
        "/healthz", "healthz", lambda: {"status": "ok", "longest_request_s": longest_request_s}
    )
    app.before_request(begin_request)
    app.after_request(end_request)
    app.register_error_handler(ProblemError, lambda error: answer_problem(error.problem))
    app.register_error_handler(HTTPException, answer_http_exception)
    app.register_error_handler(Exception, answer_unexpected)


def begin_request() -> None:
    """Take or make the id of the request that begins, see to its trace, and look at the clock."""
    accept_request_id(flask.request.headers.get(HEADER))
    settle_traceparent(flask.request.environ)
    flask.g.began = time.perf_counter()


def end_request(response: flask.Response) -> flask.Response:
    """Answer with the request's id, and log its line while its span is current."""
    response.headers[HEADER] = current_request_id.get()
    log_request(flask.request.environ, response.status_code, flask.g.began)
    return response


def answer_problem(problem: Problem) -> flask.Response:
    """Answer with the problem's document and status."""
    response = flask.jsonify(problem.document(current_trace_id()))
    response.status_code = problem.status
    response.content_type = MEDIA_TYPE
    response.headers.update(problem.headers)
    return response


def answer_http_exception(error: HTTPException) -> flask.Response:
    """Turn what Flask itself refuses (404, 405 ...) into a problem document, in our own words."""
    if isinstance(error, BadHost):
        return answer_problem(malformed_host(flask.request.environ.get("HTTP_HOST", "")))
    status = error.code or 500
    headers = {key: value for key, value in error.get_headers() if key in ("Allow", "Retry-After")}
    kind = error.name.lower().replace(" ", "-")
    detail = REFUSED.get(status, "The request cannot be understood.")
    return answer_problem(Problem(status, kind, detail, headers=headers))


def answer_unexpected(error: Exception) -> flask.Response:
    """Answer 500 without a word of the error's own, which is logged and recorded on the span."""
    log.exception("unexpected error")
    record_exception(error)
    return answer_problem(UNEXPECTED)


def read_body(kind: type[Body]) -> Body:
    """Read and check the request's JSON body.

    Raises ProblemError: 415 for another media type or coding, 400, 408 or 413 for what is not
    whole, late or too long, 400 for what is not JSON, 422 for wrong fields.
    """
    require_json()
    try:
        return kind.model_validate_json(receive_body(flask.request.environ))
    except ValidationError as error:
        raise ProblemError(body_problem(error)) from error


def require_json() -> None:
    """Refuse what is not plain JSON; ProblemError 415."""
    if is_encoded(flask.request.environ):
        raise ProblemError(
            Problem(415, "unsupported-content-coding", "Send the body without Content-Encoding.")
        )
    if flask.request.mimetype != "application/json":
        raise ProblemError(
            Problem(
                415, "unsupported-media-type", "Send the body as Content-Type: application/json."
            )
        )


def body_problem(error: ValidationError) -> Problem:
    """Tell a body that is not JSON from one whose fields are wrong."""
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return malformed_json(found[0]["msg"])
    return invalid_fields(field_errors([dict(one) for one in found]))
