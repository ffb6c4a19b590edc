"""A shopper: browses, orders, and looks at the order; every request goes to the frontend.

Whoever meets an empty shelf has it refilled: traffic does not run dry, however long it goes on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from uuid import uuid4

from locust import FastHttpUser, between, task

from loadtest.answer import (
    find_order_id,
    is_out_of_stock,
    judge_order,
    name_problem,
    read_document,
)
from loadtest.scenario import choose_scenario
from tracing_sandbox.faults.asked import Asked
from tracing_sandbox.shop import NOTHING, write_headers

PRODUCTS = "/api/products"
ORDERS = "/api/orders"
DELIVERIES = "/api/deliveries"
LARGEST_QUANTITY = 3


class Shopper(FastHttpUser):
    """Browses about as often as it orders, with a pause after each."""

    wait_time = between(0.5, 1.5)
    connection_timeout = 5.0
    network_timeout = 30.0

    def on_start(self) -> None:
        """Enter the shop, without knowing any product."""
        self.random = Random()  # noqa: S311 (traffic, no secrets)
        self.skus: list[str] = []

    @task(3)
    def browse_catalogue(self) -> None:
        """Open the catalogue's page."""
        self.look_at("/")

    @task(2)
    def browse_products(self) -> None:
        """Read the catalogue through the API."""
        document = self.look_at(PRODUCTS)
        self.skus = [product["sku"] for product in document.get("products", [])] or self.skus

    @task(5)
    def order_and_look(self) -> None:
        """Order one product, sold out or not, and look at the order as people and programs do."""
        if not self.skus:
            self.browse_products()
        if not self.skus:
            return
        order_id = self.place_order(self.random.choice(self.skus))
        if order_id:
            self.look_at(f"/orders/{order_id}/", "/orders/[id]/")
            self.look_at(f"{ORDERS}/{order_id}", f"{ORDERS}/[id]")

    def place_order(self, sku: str) -> str | None:
        """Place one order, and refill the shelves if too few were left.

        Returns the order's id, or None where there is no order to look at.
        """
        order = {"sku": sku, "quantity": self.random.randint(1, LARGEST_QUANTITY)}
        asked = choose_scenario(self.environment.parsed_options, self.random)
        with self.ask("POST", ORDERS, json=order, asked=asked) as answer:
            document = read_document(answer.text)
            wrong = judge_order(answer.status_code, document)
            if wrong:
                refuse(answer, wrong)
                return None
            answer.success()
        if is_out_of_stock(answer.status_code, document):
            self.ask_for_delivery()
        return find_order_id(document)

    def ask_for_delivery(self) -> None:
        """Have the shelves refilled, for whoever orders next."""
        with self.ask("POST", DELIVERIES) as answer:
            if answer.status_code == 200:
                answer.success()
            else:
                refuse(answer, name_problem(answer.status_code, read_document(answer.text)))

    def look_at(self, path: str, name: str | None = None) -> dict[str, Any]:
        """Get a page or a document; an empty one where it fails or is a page."""
        with self.ask("GET", path, name) as answer:
            document = read_document(answer.text)
            if answer.status_code == 200:
                return document
            refuse(answer, name_problem(answer.status_code, document))
            return {}

    @contextmanager
    def ask(
        self,
        method: str,
        path: str,
        name: str | None = None,
        asked: Asked = NOTHING,
        **options: Any,
    ) -> Iterator[Any]:
        """Send one request, with an id by which its trace is found even without an answer."""
        request_id = uuid4().hex
        with self.client.request(
            method,
            path,
            name=name,
            catch_response=True,
            headers={"X-Request-ID": request_id, **write_headers(asked)},
            context={"request_id": request_id, "scenario": next(iter(asked.names), None)},
            **options,
        ) as answer:
            yield answer


def refuse(answer: Any, why: str) -> None:
    """Count the answer as a failure; where there was none, Locust knows why itself."""
    if answer.status_code:
        answer.failure(why)
