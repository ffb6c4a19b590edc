"""Orders that keep coming while something is being broken."""

import threading
import time
from dataclasses import dataclass
from types import TracebackType

import requests

from tests.e2e.shop import Shop

PAUSE_S = 0.02
# Whoever waits for orders gives up before.
LONGEST_S = 400.0


@dataclass(frozen=True)
class Placed:
    """One order: when it was sent, how long its answer took, and what it was (0: no answer)."""

    sent_at: float
    seconds: float
    status: int
    content_type: str
    document: dict[str, object]

    @property
    def trace_id(self) -> str:
        """Return the trace id in the answer."""
        return str(self.document.get("trace_id", ""))


class Traffic:
    """Two customers who order one after another, from entering the context until leaving it."""

    def __init__(self, base_url: str, customers: int = 2) -> None:
        self.orders: list[Placed] = []
        self._base_url = base_url
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._keep_ordering) for _ in range(customers)]

    def __enter__(self) -> "Traffic":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def confirmed_since(self, moment: float) -> list[Placed]:
        """Return the orders sent after a moment (on `time.monotonic`) that were confirmed."""
        return [o for o in list(self.orders) if o.status == 201 and o.sent_at > moment]

    def _keep_ordering(self) -> None:
        shop = Shop(self._base_url)
        end = time.monotonic() + LONGEST_S
        while not self._stop.wait(PAUSE_S) and time.monotonic() < end:
            self.orders.append(place(shop))


def place(shop: Shop) -> Placed:
    """Place one order and note what came of it."""
    sent_at = time.monotonic()
    try:
        response = shop.order()
    except requests.RequestException:
        return Placed(sent_at, time.monotonic() - sent_at, 0, "", {})
    return Placed(
        sent_at,
        time.monotonic() - sent_at,
        response.status_code,
        response.headers["Content-Type"].split(";")[0],
        response.json(),
    )
