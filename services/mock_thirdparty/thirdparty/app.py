"""The price API: one route, asked by the inventory."""

import re
from dataclasses import asdict
from typing import Annotated, Any

import flask
from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from telemetry.spans import current_trace_id, domain_span
from thirdparty.behaviour import Behaviour
from thirdparty.config import LONGEST_REQUEST_S, Config
from thirdparty.prices import Price, find_price
from web.edge.flask_edge import body_problem, install_edge
from web.edge.problem import Problem, ProblemError, invalid_fields


def check_digits(value: str) -> str:
    """Return a number that is written in digits; pydantic itself takes `1_0`, `5.0` and ` +5 `."""
    if not re.fullmatch("-?[0-9]+", value):
        raise PydanticCustomError("digits", "Input should be a whole number in digits")
    return value


class Question(BaseModel):
    """The query string of a price request."""

    quantity: Annotated[int, BeforeValidator(check_digits), Field(ge=1, le=1000)] = 1


def create_app(config: Config) -> flask.Flask:
    """Build the app."""
    app = flask.Flask("thirdparty", static_folder=None)
    behaviour = Behaviour(config.thirdparty_latency_ms, config.thirdparty_seed)
    install_edge(app, LONGEST_REQUEST_S)

    @app.get("/v1/prices/<sku>")
    def price(sku: str) -> dict[str, Any]:
        found = look_up_price(sku, read_question().quantity, behaviour)
        return {**asdict(found), "trace_id": current_trace_id()}

    return app


def read_question() -> Question:
    """Read the query string; ProblemError 422 names the field that is wrong."""
    given = flask.request.args
    repeated = [name for name in Question.model_fields if len(given.getlist(name)) > 1]
    if repeated:
        errors = [{"field": name, "expected": "given once"} for name in repeated]
        raise ProblemError(invalid_fields(errors))
    try:
        return Question.model_validate(given.to_dict())
    except ValidationError as error:
        raise ProblemError(body_problem(error)) from error


def look_up_price(sku: str, quantity: int, behaviour: Behaviour) -> Price:
    """Look the price up, at the third party's pace; ProblemError 404 for an unknown product."""
    with domain_span(
        "look_up_price", {"app.product.sku": sku, "app.order.quantity": quantity}
    ) as span:
        behaviour.think()
        found = find_price(sku, quantity)
        if found is None:
            said = f"The price list has no product {sku!r}."
            raise ProblemError(Problem(404, "unknown-product", said))
        span.set_attributes(
            {
                "app.price.unit_pence": found.unit_price_pence,
                "app.price.total_pence": found.total_pence,
                "app.price.currency": found.currency,
                "app.supply.lead_time_days": found.lead_time_days,
            }
        )
        return found
