"""The API's description: what problems look like in it, and what ninja cannot say itself."""

from typing import Any

from ninja import Schema

from web.edge.problem import MEDIA_TYPE

# Of every operation; `problems` adds what an operation has of its own.
ALWAYS_POSSIBLE = (400, 413, 500, 503)


REPLAYED = "Idempotent-Replayed"
PLACED_ORDER = {
    "headers": {
        "Location": {
            "description": "Where the order is.",
            "required": True,
            "schema": {"type": "string", "pattern": "^/api/orders/"},
        },
        REPLAYED: {
            "description": "Says that an earlier request with the same key placed the order.",
            "schema": {"type": "string", "enum": ["true"]},
        },
    },
    "links": {
        "order": {
            "operationId": "get_order",
            "parameters": {"order_id": "$response.body#/id"},
        }
    },
}


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
    """Declare the problems of an operation, next to those that any request can meet."""
    return dict.fromkeys(sorted({*ALWAYS_POSSIBLE, *statuses}), Problem)


def correct_description(schema: dict[str, Any]) -> None:
    """Put right what ninja cannot say in an OpenAPI schema.

    Problems have a media type of their own; HEAD, which every GET answers too, needs no second
    description; and a parameter that may be left out is still never null.
    """
    for path in schema["paths"].values():
        path.pop("head", None)
        for operation in path.values():
            for parameter in operation["parameters"]:
                parameter["schema"] = parameter["schema"].pop("anyOf", [parameter["schema"]])[0]
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {MEDIA_TYPE: next(iter(answer["content"].values()))}
