"""The shop's API, as a customer uses it: `sandbox order` places an order here."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import requests

from tracing_sandbox.errors import SandboxError

# The frontend answers within its own budget, and says which part was late.
MARGIN_S = 8.0
# For a shop that does not say what its budget is.
LONGEST_ORDER_S = 30.0
LOOK_UP_S = 3.0
# The last two digits say that nobody is to record what this leads to.
UNSAMPLED = f"00-{'1' * 32}-{'1' * 16}-00"


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
                "See its parts: sandbox status",
            )
        if not products:
            raise SandboxError(
                f"The shop at {self._base_url} has no products.", "Start anew: sandbox reset"
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

    def find_trace_id(self, order_id: str) -> str:
        """Return the id of the trace in which an order was placed.

        Empty where the shop knows no such order, or does not answer. It leaves no trace itself.
        """
        try:
            response = requests.get(
                f"{self._base_url}/api/orders/{quote(order_id, safe='')}",
                headers={"traceparent": UNSAMPLED},
                timeout=LOOK_UP_S,
            )
            return str(self._read(response).get("trace_id") or "") if response.ok else ""
        except (requests.RequestException, SandboxError):
            return ""

    def _ask(self, method: str, path: str, **options: Any) -> requests.Response:
        try:
            return requests.request(
                method, self._base_url + path, timeout=self._timeout_s, **options
            )
        except requests.Timeout as error:
            raise SandboxError(
                f"The shop at {self._base_url} did not answer within {self._timeout_s:g} s.",
                "See what it is doing: sandbox logs frontend",
            ) from error
        except requests.RequestException as error:
            raise SandboxError(
                f"Nobody answers at {self._base_url}.",
                "Start the sandbox (sandbox up --detach), or set SANDBOX_FRONTEND_URL.",
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
