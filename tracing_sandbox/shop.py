"""The shop's API, as a customer uses it: `sandbox order` places an order here."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import requests

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.invocation import typed
from tracing_sandbox.traces.direct import DirectSession

# The frontend answers within its own budget, and says which part was late.
MARGIN_S = 8.0
# For a shop that does not say what its budget is.
LONGEST_ORDER_S = 30.0
NOT_FOUND = 404
TRACERESPONSE = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
SAMPLED = 0x01
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ORDER_ADDRESS = re.compile(rf"/orders/({UUID})(?![0-9a-f-])", re.IGNORECASE)
ORDER_ID = re.compile(UUID, re.IGNORECASE)
LOOK_UP_S = 3.0
# The last two digits say that nobody is to record what this leads to.
NOTHING = Asked()
UNSAMPLED = f"00-{'1' * 32}-{'1' * 16}-00"


@dataclass(frozen=True)
class PlacedOrder:
    """What the shop answered: the order, or the problem that it ended in.

    `traceresponse` is the header in which it names its own span, and whether that is sampled.
    """

    status: int
    document: dict[str, Any]
    traceresponse: str = ""

    @property
    def confirmed(self) -> bool:
        """Tell whether the order went through."""
        return self.status == 201

    @property
    def refused(self) -> bool:
        """Tell whether the order itself was at fault."""
        return 400 <= self.status < 500

    @property
    def refused_at_once(self) -> bool:
        """Tell whether the shop refused it before it saved an order or asked anybody."""
        return self.refused and not self.order_id

    @property
    def order_id(self) -> str:
        """Return the order's id, whatever became of it; empty where there is no order."""
        return str(self.document.get("id") or self.document.get("order_id", ""))

    @property
    def trace_id(self) -> str:
        """Return the id of the trace of this order."""
        return str(self.document.get("trace_id", ""))

    @property
    def sampled(self) -> bool | None:
        """Tell whether the trace of this order is sampled; None where the shop does not say."""
        found = self._own_trace()
        return bool(int(found[3], 16) & SAMPLED) if found else None

    @property
    def span_id(self) -> str:
        """Return the id of the shop's own span; empty where the shop does not say it."""
        found = self._own_trace()
        return found[2] if found else ""

    def _own_trace(self) -> re.Match[str] | None:
        """Take the header apart; a replayed order names the trace of an earlier request."""
        found = TRACERESPONSE.fullmatch(self.traceresponse.strip().lower())
        return found if found and found[1] == self.trace_id else None


def write_headers(asked: Asked) -> dict[str, str]:
    """Write what an order asks for as the header that goes with it."""
    entries = (f"{key}={quote(value, safe='')}" for key, value in asked.entries().items())
    baggage = ",".join(entries)
    return {"baggage": baggage} if baggage else {}


def order_id_in(text: str) -> str:
    """Return the id of the order whose address a text is; empty if it is none."""
    found = ORDER_ADDRESS.search(text)
    return found[1] if found else ""


def may_be_order_id(text: str) -> bool:
    """Tell whether a text is written as the shop writes the ids of orders."""
    return ORDER_ID.fullmatch(text.strip()) is not None


class Shop:
    """The frontend's JSON API."""

    def __init__(self, base_url: str, longest_order_s: float | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._timeout_s = (longest_order_s or LONGEST_ORDER_S) + MARGIN_S

    def list_skus(self) -> list[str]:
        """Return the SKU of each product in the catalogue; SandboxError where it has none.

        It leaves no trace: who places an order then finds that one alone.
        """
        return [str(product["sku"]) for product in self._ask_for_products("GET", "/api/products")]

    def refill(self) -> dict[str, int]:
        """Have every shelf refilled; return how many of each product are in stock, by SKU.

        A product that the inventory does not count is left out. It leaves no trace. Raises
        SandboxError where the shop cannot have it done.
        """
        products = self._ask_for_products("POST", "/api/deliveries")
        counts = {str(product["sku"]): product["in_stock"] for product in products}
        return {sku: count for sku, count in counts.items() if count is not None}

    def is_traced(self) -> bool:
        """Tell whether the shop makes spans: then each answer names its trace."""
        response = self._ask("GET", "/api/products", headers={"traceparent": UNSAMPLED})
        return "traceresponse" in response.headers

    def require_faults(self) -> None:
        """Raise SandboxError where nothing can be broken: all of it is switched off."""
        response = self._ask("GET", "/faults/", headers={"traceparent": UNSAMPLED})
        if response.status_code == NOT_FOUND:
            raise SandboxError(
                f"Nothing can be broken at {self._base_url}: it runs with SANDBOX_FAULTS=off.",
                f"Let it be: SANDBOX_FAULTS=on {typed('restart')}",
            )

    def place_order(self, sku: str, quantity: int, asked: Asked = NOTHING) -> PlacedOrder:
        """Place one order; SandboxError where the shop does not answer as a shop does."""
        response = self._ask(
            "POST",
            "/api/orders",
            json={"sku": sku, "quantity": quantity},
            headers={"Idempotency-Key": uuid4().hex, **write_headers(asked)},
        )
        return PlacedOrder(
            response.status_code, self._read(response), response.headers.get("traceresponse", "")
        )

    def find_order(self, order_id: str) -> dict[str, Any] | None:
        """Return an order that was placed; None where the shop has none of this id."""
        response = self._ask_for_order(order_id.lower(), self._timeout_s)
        document = self._read(response)
        if response.status_code == NOT_FOUND:
            return None
        if "trace_id" not in document or "state" not in document:
            raise SandboxError(
                f"The shop at {self._base_url} has a problem: {document.get('detail', '')}",
                f"See its parts: {typed('status')}",
            )
        return document

    def find_trace_id(self, order_id: str) -> str:
        """Return the id of the trace in which an order was placed.

        Empty where the shop knows no such order, or does not answer.
        """
        try:
            response = self._ask_for_order(order_id, LOOK_UP_S)
            return str(self._read(response).get("trace_id") or "") if response.ok else ""
        except SandboxError:
            return ""

    def ask_document(
        self, path: str, document: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Ask for a document, or send one; return the status and what is answered."""
        method = "GET" if document is None else "POST"
        response = self._ask(method, path, json=document)
        return response.status_code, self._read(response)

    def _ask_for_products(self, method: str, path: str) -> list[dict[str, Any]]:
        """Ask for what is answered with products, and leave no trace."""
        document = self._read(self._ask(method, path, headers={"traceparent": UNSAMPLED}))
        if "detail" in document:
            raise SandboxError(
                f"The shop at {self._base_url} has a problem: {document['detail']}",
                f"See its parts: {typed('status')}",
            )
        products: list[dict[str, Any]] = document.get("products", [])
        if not products:
            raise SandboxError(
                f"The shop at {self._base_url} has no products.",
                f"Start anew: {typed('reset')}",
            )
        return products

    def _ask_for_order(self, order_id: str, timeout_s: float) -> requests.Response:
        """Ask for an order and leave no trace: whoever asks looks for the trace of the order."""
        path = f"/api/orders/{quote(order_id, safe='')}"
        return self._ask("GET", path, timeout_s, headers={"traceparent": UNSAMPLED})

    def _ask(
        self, method: str, path: str, timeout_s: float | None = None, **options: Any
    ) -> requests.Response:
        within_s = timeout_s or self._timeout_s
        try:
            with DirectSession() as session:
                return session.request(method, self._base_url + path, timeout=within_s, **options)
        except requests.Timeout as error:
            raise SandboxError(
                f"The shop at {self._base_url} did not answer within {within_s:g} s.",
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
