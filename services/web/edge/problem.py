"""Problem documents (RFC 9457): what every service answers when it cannot do what was asked."""

from http import HTTPStatus
from typing import Any

from telemetry import current_trace_id
from web.edge.patterns import WORDS

MEDIA_TYPE = "application/problem+json"
# pydantic's own words for these name a class of ours.
NOT_AN_OBJECT = dict.fromkeys(
    ("model_type", "model_attributes_type", "dict_type"), "Input should be a JSON object"
)
MAX_ERRORS = 20


class ProblemError(Exception):
    """An answer other than the one asked for.

    `kind` is a short slug that ends up in the document's `type`; `members` are further fields of
    the document (`available`, `errors` ...); `headers` go out with it (`Allow` ...).
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        members: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.detail = detail
        self.members = members or {}
        self.headers = headers or {}

    def document(self) -> dict[str, Any]:
        """Return the RFC 9457 document with the trace id it belongs to."""
        return {
            "type": f"urn:sandbox:problem:{self.kind}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **self.members,
            "trace_id": current_trace_id(),
        }


def invalid_fields(errors: list[dict[str, str]]) -> ProblemError:
    """Build the 422 that says which field is wrong and what was expected.

    `errors` is a list of `{"field": "quantity", "expected": "..."}`; the first `MAX_ERRORS` are
    said, so that the answer does not outgrow the question.
    """
    errors = errors[:MAX_ERRORS]
    said = "; ".join(f"{error['field']}: {error['expected']}" for error in errors)
    return ProblemError(422, "invalid-fields", said, members={"errors": errors})


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
