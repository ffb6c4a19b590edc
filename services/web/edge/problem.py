"""Problem documents (RFC 9457): what every service answers when it cannot do what was asked."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from web.edge.patterns import WORDS

MEDIA_TYPE = "application/problem+json"
URN = "urn:sandbox:problem:"
# pydantic's own words for these name a class of ours.
NOT_AN_OBJECT = dict.fromkeys(
    ("model_type", "model_attributes_type", "dict_type"), "Input should be a JSON object"
)
MAX_ERRORS = 20


@dataclass(frozen=True)
class Problem:
    """Why something could not be done: a plain value, until an edge answers with it.

    `kind` is a short slug that ends up in the document's `type`; `members` are further fields of
    the document (`available`, `errors` ...); `headers` go out with it (`Allow` ...).
    """

    status: int
    kind: str
    detail: str
    members: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def document(self, trace_id: str) -> dict[str, Any]:
        """Return the RFC 9457 document, with the trace that it belongs to."""
        return {
            "type": f"{URN}{self.kind}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "trace_id": trace_id,
            **self.members,
        }


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem

    @property
    def status(self) -> int:
        """The status that it is answered with."""
        return self.problem.status


UNEXPECTED = Problem(
    500, "unexpected", "Something went wrong here. The trace and the log say what."
)


def database_down(service: str) -> Problem:
    """Build the 503 of a service whose database is away or too busy."""
    return Problem(
        503,
        "database-down",
        f"The {service} cannot reach its database.",
        headers={"Retry-After": "1"},
    )


def invalid_fields(errors: list[dict[str, str]]) -> Problem:
    """Build the 422 that says which field is wrong and what was expected.

    `errors` is a list of `{"field": "quantity", "expected": "..."}`; the first `MAX_ERRORS` are
    said, so that the answer does not outgrow the question.
    """
    errors = errors[:MAX_ERRORS]
    said = "; ".join(f"{error['field']}: {error['expected']}" for error in errors)
    return Problem(422, "invalid-fields", said, members={"errors": errors})


def field_errors(found: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Turn pydantic's errors into `{"field", "expected"}` pairs, without the input's value."""
    return [
        {
            "field": ".".join(str(part) for part in error["loc"]) or "(document)",
            "expected": expectation(error),
        }
        for error in found
    ]


def expectation(error: dict[str, Any]) -> str:
    """Return what pydantic expected, in words also where it names a class or a pattern."""
    words = WORDS.get(error.get("ctx", {}).get("pattern", ""))
    if words:
        return f"Input should be {words}"
    return NOT_AN_OBJECT.get(error["type"], str(error["msg"]))
