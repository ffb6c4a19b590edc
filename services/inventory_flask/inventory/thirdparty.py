"""Asks the third party for a price; it gets the trace, never our baggage."""

import urllib.parse
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from telemetry.baggage import without_baggage
from telemetry.spans import domain_span, set_attributes
from web.calls.far_side import Answer, FarSide
from web.edge.problem import Problem, ProblemError

# What an INTEGER column of both databases holds.
Stored = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Quote(BaseModel):
    """What the third party asks for a quantity of a product."""

    model_config = ConfigDict(strict=True)

    unit_price_pence: Stored
    total_pence: Stored
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lead_time_days: Stored


class ThirdParty:
    """The third party, as the inventory sees it."""

    def __init__(self, base_url: str, timeout_s: float) -> None:
        self._far_side = FarSide("thirdparty", base_url, timeout_s, called="third party")

    def quote_price(self, sku: str, quantity: int) -> Quote:
        """Ask what `quantity` of a product costs.

        Raises ProblemError: 404 unknown product, 502, 503 or 504 for a third party that answers
        wrongly, is down or is late.
        """
        with domain_span("quote_price", {"app.product.sku": sku, "app.order.quantity": quantity}):
            with without_baggage():
                path = f"/v1/prices/{urllib.parse.quote(sku, safe='')}"
                answer = self._far_side.ask("GET", path, params={"quantity": str(quantity)})
            quote = self._read_quote(sku, answer)
            set_attributes(
                {
                    "app.price.unit_pence": quote.unit_price_pence,
                    "app.price.total_pence": quote.total_pence,
                    "app.price.currency": quote.currency,
                    "app.supply.lead_time_days": quote.lead_time_days,
                }
            )
            return quote

    def _read_quote(self, sku: str, answer: Answer) -> Quote:
        if answer.status == 404:
            said = f"The third party has no product {sku!r}."
            raise ProblemError(Problem(404, "unknown-product", said))
        if answer.status != 200:
            raise self._far_side.wrong(f"answered {answer.status}")
        try:
            return Quote.model_validate(answer.document)
        except ValidationError as error:
            fields = ", ".join(str(found["loc"][0]) for found in error.errors())
            raise self._far_side.wrong(f"sent a quote with a wrong {fields}") from error
