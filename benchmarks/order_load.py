"""Load for a benchmark: orders over kept connections, from threads of this process."""

import http.client
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat
from urllib.parse import urlsplit

ORDER = b'{"sku":"TEA-ASSAM","quantity":1}'
HEADERS = {"Content-Type": "application/json"}
ANSWER_LIMIT_S = 30.0


@dataclass
class OrderLoad:
    """So many orders for one shop, none begun after the deadline (`time.monotonic`)."""

    frontend_url: str
    orders: int
    deadline: float
    placed: int = 0
    refused: list[str] = field(default_factory=list)

    def run(self, threads: int) -> float:
        """Place the orders; return how many were confirmed in a second."""
        self._tickets = repeat(None, self.orders)
        self._lock = threading.Lock()
        shoppers = [threading.Thread(target=self._shop, daemon=True) for _ in range(threads)]
        started = time.monotonic()
        for shopper in shoppers:
            shopper.start()
        for shopper in shoppers:
            shopper.join(max(0.1, self.deadline - time.monotonic()) + ANSWER_LIMIT_S)
        self._check()
        return self.placed / (time.monotonic() - started)

    def _shop(self) -> None:
        address = urlsplit(self.frontend_url).netloc
        connection = http.client.HTTPConnection(address, timeout=ANSWER_LIMIT_S)
        for _ in self._take():
            try:
                wrong = order(connection)
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                wrong = repr(error)
            self._count(wrong)

    def _take(self) -> Iterator[None]:
        while time.monotonic() < self.deadline:
            with self._lock:
                if next(self._tickets, True):
                    return
            yield

    def _count(self, wrong: str) -> None:
        with self._lock:
            if wrong:
                self.refused.append(wrong)
            else:
                self.placed += 1

    def _check(self) -> None:
        if self.placed < self.orders:
            first = self.refused[0] if self.refused else "too slow"
            raise RuntimeError(f"{self.placed} of {self.orders} orders were placed: {first}")


def order(connection: http.client.HTTPConnection) -> str:
    """Place one order; return what was wrong with the answer, or nothing."""
    connection.request("POST", "/api/orders", ORDER, HEADERS)
    answer = connection.getresponse()
    said = answer.read()
    return "" if answer.status == 201 else f"{answer.status} {said[:200]!r}"
