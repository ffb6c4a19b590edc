"""Places in the simulated systems: those that take next to nothing, and those that are noisy."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from tests.unit.traces.planted.known_truth import Truth, TruthKind
from tests.unit.traces.simulated.plan import Slowing


class Spot(NamedTuple):
    """A place that one request of an operation passes once, whose time everything waits for."""

    kind: TruthKind
    service: str
    name: str
    what: str
    toward: str | None = None

    def slowed(self, low_ms: float, high_ms: float, rate: float = 1.0) -> Slowing:
        """Add a time here."""
        return Slowing(low_ms, high_ms, self.service, self.name, self.what, self.toward, rate)

    def truth(self, ms: float | None = None) -> Truth:
        """Say that this place is to blame; the way to somebody has two ends."""
        also = frozenset({self.toward} if self.toward else ())
        return Truth(self.kind, self.service, self.name, ms, also)


SPOTLESS: Mapping[str, Sequence[Spot]] = {
    "place_order": (
        Spot("own", "inventory", "check_stock", "work"),
        Spot("own", "inventory", "reserve_stock", "work"),
        Spot("own", "frontend", "save_order", "work"),
        Spot("wait", "inventory", "SELECT", "database", "postgresql"),
        Spot("wait", "frontend", "INSERT", "database", "sqlite"),
        Spot("transit", "frontend", "POST", "network", "inventory"),
    ),
    "show_home": (
        Spot("own", "adverts", "GET /adverts", "entry"),
        Spot("own", "basket", "GET /basket", "entry"),
        Spot("own", "shipping", "GET /estimates", "entry"),
        Spot("wait", "accounts", "GET session", "database", "redis"),
        Spot("wait", "basket", "HGETALL basket", "database", "redis"),
        Spot("wait", "reviews", "SELECT stars", "database", "postgresql"),
        Spot("transit", "frontend", "GET", "network", "basket"),
        Spot("transit", "frontend", "GET", "network", "reviews"),
    ),
    "check_out": (
        Spot("own", "accounts", "GET /vouchers", "entry"),
        Spot("own", "payments", "POST /charges", "entry"),
        Spot("own", "shipping", "POST /shipments", "entry"),
        Spot("wait", "checkout", "INSERT order", "database", "postgresql"),
        Spot("wait", "accounts", "SELECT cards", "database", "postgresql"),
        Spot("transit", "checkout", "POST", "network", "payments"),
        Spot("transit", "frontend", "POST", "network", "checkout"),
    ),
    "show_account": (
        Spot("own", "loyalty", "GET /points", "entry"),
        Spot("own", "orders", "GET /orders", "entry"),
        Spot("wait", "shipping", "SELECT parcels", "database", "postgresql"),
        Spot("wait", "accounts", "SELECT addresses", "database", "postgresql"),
        Spot("transit", "orders", "GET", "network", "shipping"),
    ),
    "search": (
        Spot("own", "search", "parse_words", "work"),
        Spot("own", "accounts", "GET /session", "entry"),
        Spot("wait", "adverts", "SELECT adverts", "database", "postgresql"),
        Spot("transit", "frontend", "GET", "network", "search"),
    ),
}

NOISY: Mapping[str, Sequence[Spot]] = {
    "place_order": (
        Spot("own", "thirdparty", "look_up_price", "work"),
        Spot("wait", "inventory", "UPDATE", "database", "postgresql"),
    ),
    "show_home": (
        Spot("own", "recommendations", "rank", "work"),
        Spot("wait", "catalogue", "SELECT products", "database", "postgresql"),
        Spot("own", "frontend", "render_page", "work"),
    ),
    "check_out": (
        Spot("wait", "payments", "POST", "remote", "bank.example"),
        Spot("wait", "shipping", "SELECT tariffs", "database", "postgresql"),
    ),
    "show_account": (
        Spot("wait", "orders", "SELECT orders", "database", "postgresql"),
        Spot("own", "frontend", "render_account", "work"),
    ),
    "search": (Spot("wait", "search", "query index", "database", "elasticsearch"),),
    "show_product": (Spot("own", "reviews", "rank_reviews", "work"),),
    "import_items": (Spot("own", "backoffice", "parse_file", "work"),),
    "pay": (Spot("wait", "payments", "POST", "remote", "bank.example"),),
    "deliver_mail": (Spot("wait", "worker", "SEND", "remote", "smtp.example"),),
    "confirm_order": (Spot("own", "frontend", "render_answer", "work"),),
    "ask_slow_thirdparty": (Spot("own", "thirdparty", "look_up_price", "work"),),
    "show_basket": (Spot("own", "frontend", "render_basket", "work"),),
    "show_wishlist": (Spot("own", "frontend", "render_wishlist", "work"),),
    "restock": (Spot("wait", "frontend", "INSERT restock", "database", "postgresql"),),
    "export_orders": (Spot("wait", "frontend", "INSERT export", "database", "postgresql"),),
    "download_report": (Spot("wait", "reports", "FETCH cursor", "database", "postgresql"),),
}


def habit_of(operation: str, rng: random.Random) -> Slowing:
    """Draw how a part is noisy: a cache that misses, a report that is long at times."""
    spot = rng.choice(NOISY[operation])
    low, high = rng.uniform(30.0, 120.0), rng.uniform(300.0, 700.0)
    return spot.slowed(low, high, rng.uniform(0.25, 0.8))


def tailed_habit_of(operation: str, rng: random.Random) -> Slowing:
    """Draw a noisy part whose time has a long tail."""
    spot = rng.choice(NOISY[operation])
    slowing = spot.slowed(0.0, rng.uniform(60.0, 200.0), rng.uniform(0.6, 1.0))
    return replace(slowing, tail=True)
