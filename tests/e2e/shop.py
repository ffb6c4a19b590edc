"""A customer of the shop, for the tests: knows HTTP and nothing else."""

from typing import Any

import requests

LONGEST_S = 30.0


class Shop:
    """Sends requests to the frontend."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.session = requests.Session()
        # A connection that is kept may be closed just as the next request is sent.
        self.session.headers["Connection"] = "close"

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send one request."""
        return self.session.request(method, self.base_url + path, timeout=LONGEST_S, **options)

    def order(self, sku: str = "TEA-ASSAM", quantity: Any = 1, **headers: str) -> requests.Response:
        """Place one order; header names are written with underscores."""
        return self.ask(
            "POST",
            "/api/orders",
            json={"sku": sku, "quantity": quantity},
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
