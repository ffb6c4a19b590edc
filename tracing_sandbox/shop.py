"""The shop's API, as a customer uses it: `sandbox order` places an order here."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import requests

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import typed
from tracing_sandbox.traces.jaeger.direct import DirectSession

# The frontend answers within its own budget, and says which part was late.
MARGIN_S = 8.0
# For a shop that does not say what its budget is.
LONGEST_ORDER_S = 30.0


@dataclass(frozen=True)
class PlacedOrder:
    """What the shop answered: the order, or the problem that it ended in."""

    status: int
    document: dict[str, Any]

    @property
    def confirmed(self) -> bool:
        """Tell whether the order went through."""
        return self.status == 201

    @property
    def order_id(self) -> str:
        """Return the order's id, whatever became of it; empty where there is no order."""
        return str(self.document.get("id") or self.document.get("order_id", ""))

    @property
    def trace_id(self) -> str:
        """Return the id of the trace of this order."""
        return str(self.document.get("trace_id", ""))


class Shop:
    """The frontend's JSON API."""

    def __init__(self, base_url: str, longest_order_s: float | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeout_s = (longest_order_s or LONGEST_ORDER_S) + MARGIN_S

    def list_skus(self) -> list[str]:
        """Return the SKU of each product in the catalogue; SandboxError where it has none."""
        document = self._read(self._ask("GET", "/api/products"))
        products = document.get("products")
        if "detail" in document:
            raise SandboxError(
                f"The shop at {self._base_url} has a problem: {document['detail']}",
                f"See its parts: {typed('status')}",
            )
        if not products:
            raise SandboxError(
                f"The shop at {self._base_url} has no products.", f"Start anew: {typed('reset')}"
            )
        return [str(product["sku"]) for product in products]

    def place_order(self, sku: str, quantity: int) -> PlacedOrder:
        """Place one order; SandboxError where the shop does not answer as a shop does."""
        response = self._ask(
            "POST",
            "/api/orders",
            json={"sku": sku, "quantity": quantity},
            headers={"Idempotency-Key": uuid4().hex},
        )
        return PlacedOrder(response.status_code, self._read(response))

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        try:
            with DirectSession() as session:
                return session.request(
                    method, self._base_url + path, timeout=self._timeout_s, **options
                )
        except requests.Timeout as error:
            raise SandboxError(
                f"The shop at {self._base_url} did not answer within {self._timeout_s:g} s.",
                f"See what it is doing: {typed('logs frontend')}",
            ) from error
        except requests.RequestException as error:
            raise SandboxError(
                f"Nobody answers at {self._base_url}.",
                f"Set SANDBOX_FRONTEND_URL, or start a sandbox: {typed('up --detach')}",
            ) from error

    def _read(self, response: requests.Response) -> dict[str, Any]:
        try:
            document = response.json()
        except requests.JSONDecodeError:
            document = None
        if not isinstance(document, dict):
            raise SandboxError(
                f"{response.url} answered {response.status_code} without a JSON object.",
                "Is that address the sandbox's frontend? Set SANDBOX_FRONTEND_URL.",
            )
        return document
