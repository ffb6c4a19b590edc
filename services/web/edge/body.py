"""Receives a request's body for an edge: whole, in time and not too long, or not at all."""

from collections.abc import Mapping
from typing import Any

from gunicorn.http.errors import ParseException

from web.edge.problem import Problem, ProblemError

MAX_BODY_BYTES = 64 * 1024


def receive_body(environ: Mapping[str, Any]) -> bytes:
    """Return the whole body; the server knows where it ends, by its length or by its last chunk.

    Raises ProblemError: 400 for one that breaks off or whose chunks are none, 408 for one that
    does not come in time, 413 for one that is too long.
    """
    announced = int(environ.get("CONTENT_LENGTH") or 0)
    if announced > MAX_BODY_BYTES:
        raise ProblemError(body_too_large())
    longest = MAX_BODY_BYTES + 1 if environ.get("wsgi.input_terminated") else announced
    try:
        body: bytes = environ["wsgi.input"].read(longest)
    except TimeoutError as error:
        raise ProblemError(late_body()) from error
    except (OSError, ParseException) as error:
        raise ProblemError(incomplete_body()) from error
    if len(body) > MAX_BODY_BYTES:
        raise ProblemError(body_too_large())
    if len(body) < announced:
        raise ProblemError(incomplete_body())
    return body


def late_body() -> Problem:
    """Build the 408."""
    return Problem(408, "request-timeout", "The body did not come in time.")


def body_too_large() -> Problem:
    """Build the 413."""
    return Problem(413, "content-too-large", f"At most {MAX_BODY_BYTES} bytes are read.")


def incomplete_body() -> Problem:
    """Build the 400 for a body that broke off, or whose chunks are none."""
    return Problem(400, "incomplete-body", "The body is not as long as its headers say.")


def malformed_json(why: str) -> Problem:
    """Build the 400 for a body that is not JSON."""
    return Problem(400, "malformed-json", f"The body is not JSON: {why}.")


def is_encoded(environ: Mapping[str, Any]) -> bool:
    """Tell whether the body has a content coding, which nobody here undoes."""
    return str(environ.get("HTTP_CONTENT_ENCODING", "identity")).lower() != "identity"
