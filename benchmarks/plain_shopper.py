"""A locustfile of plain Locust, for `benchmarks.locust_cost`: as many browse as order."""

import os

from locust import FastHttpUser, constant_throughput, task


class PlainShopper(FastHttpUser):
    """Keeps its connection, records nothing, makes no spans."""

    # Of one user.
    wait_time = constant_throughput(float(os.environ["PLAIN_SHOPPER_RATE"]))

    @task
    def browse(self) -> None:
        """Open the catalogue's page."""
        self.client.get("/")

    @task
    def order(self) -> None:
        """Place an order."""
        self.client.post("/api/orders", json={"sku": "TEA-ASSAM", "quantity": 1})
