"""The JSON API: its routers, its description under /api/docs, and its own refusals."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from pydantic_core import from_json

from frontend.catalogue.api import router as catalogue
from frontend.errors import answer_problem
from frontend.openapi import correct_description
from frontend.orders.api import router as orders
from web.edge.body import malformed_json
from web.edge.problem import field_errors, invalid_fields


class StrictParser(Parser):
    """Reads JSON as RFC 8259 has it: no NaN, no halves of characters."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body; ValueError says where it goes wrong."""
        return from_json(request.body, allow_inf_nan=False)


class ShopAPI(NinjaAPI):
    """The API, described with the media type that its problems have."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Return the description."""
        schema = super().get_openapi_schema(**kwargs)
        correct_description(schema)
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation as its view is named."""
        return operation.view_func.__name__


api = ShopAPI(
    title="The shop",
    description="Products and orders. Every answer names its trace in `traceresponse`.",
    parser=StrictParser(),
)
api.add_router("", catalogue)
api.add_router("", orders)


@api.exception_handler(HttpError)
def refuse_body(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer 400 to a body that is not JSON."""
    return answer_problem(request, malformed_json(str(error.__cause__ or error)))


@api.exception_handler(ValidationError)
def refuse_fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer 422, naming each field as the client knows it."""
    found = [{**one, "loc": field_path(one["loc"])} for one in error.errors]
    return answer_problem(request, invalid_fields(field_errors(found)))


def field_path(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Leave out where ninja found a field: `("body", "order", "sku")` is `sku`."""
    return loc[2:] if loc[0] == "body" else loc[1:]
