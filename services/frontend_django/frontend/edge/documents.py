"""Problem documents as the API's description knows them."""

from typing import Any

from ninja import Schema

from wire.problem import MEDIA_TYPE


class FieldError(Schema):
    """A field, and what was expected of it."""

    field: str
    expected: str


class Problem(Schema):
    """Why something could not be done (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    trace_id: str
    errors: list[FieldError] | None = None
    order_id: str | None = None
    sku: str | None = None
    available: int | None = None


def problems(*statuses: int) -> dict[int, type[Problem]]:
    """Declare the statuses that an operation answers with a problem document."""
    return dict.fromkeys(statuses, Problem)


def use_media_type(schema: dict[str, Any]) -> None:
    """Give the problems in an OpenAPI schema their media type; ninja knows one for all answers."""
    for path in schema["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {MEDIA_TYPE: next(iter(answer["content"].values()))}
