"""The edge of a Flask service: what comes in is checked, what goes wrong becomes a problem."""

import logging
from typing import Any, TypeVar

import flask
from gunicorn.http.errors import ParseException
from opentelemetry.trace import Span
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from telemetry import record_once, redact_query
from wire.problem import MEDIA_TYPE, ProblemError, field_errors, invalid_fields
from wire.request_id import ATTRIBUTE, HEADER, accept_request_id, current_request_id

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 64 * 1024
# The pattern is searched in the whole URL: without the anchor it would hide other pages too.
HEALTH_CHECK = r"^https?://[^/]*/healthz(\?|$)"

Body = TypeVar("Body", bound=BaseModel)


def guard(app: flask.Flask) -> None:
    """Give the app its health check, its limits and its problem documents."""
    # One more than is allowed: Flask cuts a chunked body off there without a word.
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES + 1
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
    """Take secrets out of the query; the instrumentation sets it after `start_request`."""
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
    """Turn what Flask itself refuses (404, 405, 413 ...) into a problem document."""
    status = error.code or 500
    headers = {key: value for key, value in error.get_headers() if key in ("Allow", "Retry-After")}
    kind = error.name.lower().replace(" ", "-")
    return answer_problem(ProblemError(status, kind, str(error.description), headers=headers))


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

    Raises ProblemError: 415 for another media type or coding, 400 for what is not whole or not
    JSON, 408 for what is late, 422 for wrong fields; RequestEntityTooLarge 413.
    """
    if flask.request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ProblemError(
            415, "unsupported-content-coding", "Send the body without Content-Encoding."
        )
    if flask.request.mimetype != "application/json":
        raise ProblemError(
            415, "unsupported-media-type", "Send the body as Content-Type: application/json."
        )
    try:
        return kind.model_validate_json(receive_body())
    except ValidationError as error:
        raise body_problem(error) from error


def receive_body() -> bytes:
    """Return the whole body; what ends too early is not taken for the whole.

    Raises ProblemError 400, 408, RequestEntityTooLarge 413.
    """
    try:
        body = flask.request.get_data()
    except TimeoutError as error:
        raise ProblemError(408, "request-timeout", "The body did not come in time.") from error
    except (OSError, ParseException) as error:
        raise incomplete_body() from error
    if len(body) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge
    if len(body) < (flask.request.content_length or 0):
        raise incomplete_body()
    return body


def incomplete_body() -> ProblemError:
    """Build the 400 for a body that broke off, or whose chunks are none."""
    return ProblemError(400, "incomplete-body", "The body is not as long as its headers say.")


def body_problem(error: ValidationError) -> ProblemError:
    """Tell a body that is not JSON from one whose fields are wrong."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return ProblemError(400, "malformed-json", f"The body is not JSON: {found[0]['msg']}.")
    return invalid_fields(field_errors([dict(one) for one in found]))
