"""The edge of a Flask service: what comes in is checked, what goes wrong becomes a problem."""

import logging
from typing import Any, TypeVar

import flask
from opentelemetry.trace import Span
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException

from telemetry import record_once, redact_query, set_server_address
from web.edge.body import is_encoded, receive_body
from web.edge.problem import MEDIA_TYPE, ProblemError, field_errors, invalid_fields
from web.edge.request_id import ATTRIBUTE, HEADER, accept_request_id, current_request_id

log = logging.getLogger(__name__)

# The pattern is searched in the whole URL: without the anchor it would hide other pages too.
HEALTH_CHECK = r"^https?://[^/]*/healthz(\?|$)"
REFUSED = {
    404: "There is nothing at this address.",
    405: "This address does not allow the method; the header Allow names those that it does.",
}

Body = TypeVar("Body", bound=BaseModel)


def guard(app: flask.Flask) -> None:
    """Give the app its health check and its problem documents."""
    app.before_request(take_request_id)
    app.add_url_rule("/healthz", view_func=healthz)
    app.after_request(add_request_id)
    app.register_error_handler(ProblemError, answer_problem)
    app.register_error_handler(HTTPException, answer_http_exception)
    app.register_error_handler(Exception, answer_unexpected)


def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


def take_request_id() -> None:
    """Take or make the id of the request that begins."""
    accept_request_id(flask.request.headers.get(HEADER))


def start_request(span: Span, environ: dict[str, Any]) -> None:
    """Note the request id on the server span; a URL without a route gets no name of its own."""
    span.set_attribute(ATTRIBUTE, current_request_id.get())
    if flask.request.url_rule is None:
        span.update_name(span_method(environ))


def span_method(environ: dict[str, Any]) -> str:
    """Return the method if HTTP knows it, else `HTTP`: names must stay few."""
    known = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}
    method = str(environ.get("REQUEST_METHOD", ""))
    return method if method in known else "HTTP"


def end_request(span: Span, _status: str, _headers: object) -> None:
    """Correct what the instrumentation sets after `start_request`: address, and query's secrets."""
    set_server_address(span, flask.request.environ)
    if flask.request.query_string:
        span.set_attribute("url.query", redact_query(flask.request.environ["QUERY_STRING"]))


def add_request_id(response: flask.Response) -> flask.Response:
    """Answer with the request id."""
    response.headers[HEADER] = current_request_id.get()
    return response


def answer_problem(problem: ProblemError) -> flask.Response:
    """Answer with the problem's document and status."""
    response = flask.jsonify(problem.document())
    response.status_code = problem.status
    response.content_type = MEDIA_TYPE
    response.headers.update(problem.headers)
    return response


def answer_http_exception(error: HTTPException) -> flask.Response:
    """Turn what Flask itself refuses (404, 405 ...) into a problem document, in our own words."""
    status = error.code or 500
    headers = {key: value for key, value in error.get_headers() if key in ("Allow", "Retry-After")}
    kind = error.name.lower().replace(" ", "-")
    detail = REFUSED.get(status, "The request cannot be understood.")
    return answer_problem(ProblemError(status, kind, detail, headers=headers))


def answer_unexpected(error: Exception) -> flask.Response:
    """Answer 500 without a word of the error's own, which is logged and recorded on the span."""
    log.exception("unexpected error")
    record_once(error)
    return answer_problem(
        ProblemError(
            500, "unexpected", "Something went wrong here. The trace and the log say what."
        )
    )


def read_body(kind: type[Body]) -> Body:
    """Read and check the request's JSON body.

    Raises ProblemError: 415 for another media type or coding, 400, 408 or 413 for what is not
    whole, late or too long, 400 for what is not JSON, 422 for wrong fields.
    """
    if is_encoded(flask.request.environ):
        raise ProblemError(
            415, "unsupported-content-coding", "Send the body without Content-Encoding."
        )
    if flask.request.mimetype != "application/json":
        raise ProblemError(
            415, "unsupported-media-type", "Send the body as Content-Type: application/json."
        )
    try:
        return kind.model_validate_json(receive_body(flask.request.environ))
    except ValidationError as error:
        raise body_problem(error) from error


def body_problem(error: ValidationError) -> ProblemError:
    """Tell a body that is not JSON from one whose fields are wrong."""
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return ProblemError(400, "malformed-json", f"The body is not JSON: {found[0]['msg']}.")
    return invalid_fields(field_errors([dict(one) for one in found]))
