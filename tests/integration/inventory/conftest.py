"""The inventory over a real database, and a third party that does as it is told."""

import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from inventory.app import create_app
from inventory.config import Config
from inventory.database import normalize_url
from tests.raw_server import RawServer, answer, serving
from tests.waiting import wait_until

# Longer than a busy machine may pause: a test of a deadline says its own.
PATIENT_S = 30.0

QUOTE = {
    "sku": "TEA-ASSAM",
    "quantity": 2,
    "unit_price_pence": 780,
    "total_pence": 1560,
    "currency": "GBP",
    "lead_time_days": 1,
}


class ThirdPartyDouble:
    """Answers each question with `reply`, once `answering` is set."""

    def __init__(self) -> None:
        self.reply = answer(json.dumps(QUOTE).encode())
        self.answering = threading.Event()
        self.answering.set()
        self.server: RawServer

    def serve(self, server: RawServer, connection: socket.socket) -> None:
        while True:
            server.read_request(connection)
            self.answering.wait(2 * PATIENT_S)
            connection.sendall(self.reply)

    def quote(self, **changed: object) -> None:
        """Answer with the quote, changed; None leaves a field out."""
        document = {key: value for key, value in {**QUOTE, **changed}.items() if value is not None}
        self.reply = answer(json.dumps(document).encode())

    def await_question(self, count: int = 1) -> None:
        """Wait until so many requests have come."""
        wait_until(lambda: len(self.questions) >= count, f"{count} questions to the third party")

    @property
    def questions(self) -> list[str]:
        """The first line of each request."""
        return [request.split("\r\n")[0] for request in self.server.requests]


@pytest.fixture
def thirdparty() -> Iterator[ThirdPartyDouble]:
    """A third party that quotes a price at once."""
    double = ThirdPartyDouble()
    with serving(double.serve) as server:
        double.server = server
        yield double
        double.answering.set()


BuildApp = Callable[..., Flask]


@pytest.fixture
def build_app(thirdparty: ThirdPartyDouble) -> BuildApp:
    """Build the inventory's app over a database, with long deadlines."""

    def build(database_url: str, **changed: object) -> Flask:
        settings = {
            "inventory_database_url": database_url,
            "thirdparty_url": thirdparty.server.url,
            "thirdparty_timeout_s": PATIENT_S,
            "database_timeout_s": PATIENT_S,
            "database_start_timeout_s": PATIENT_S,
            **changed,
        }
        return create_app(Config.model_validate(settings))

    return build


@pytest.fixture
def app(build_app: BuildApp, database_url: str) -> Flask:
    """The inventory's app over an empty database, of each kind."""
    return build_app(database_url)


@pytest.fixture
def engine(app: Flask, database_url: str) -> Iterator[Engine]:
    """A way into the app's database beside it."""
    found = create_engine(normalize_url(database_url))
    yield found
    found.dispose()


@pytest.fixture
def on_hand(engine: Engine) -> Callable[[str], int]:
    """Read how many of a product are on the shelf."""

    def read(sku: str) -> int:
        with engine.connect() as connection:
            query = text("SELECT on_hand FROM stock WHERE sku = :sku")
            return int(connection.execute(query, {"sku": sku}).scalar_one())

    return read


@pytest.fixture
def put_on_shelf(engine: Engine) -> Callable[[str, int], None]:
    """Set how many of a product are on the shelf."""

    def put(sku: str, count: int) -> None:
        with engine.begin() as connection:
            query = text("UPDATE stock SET on_hand = :count WHERE sku = :sku")
            connection.execute(query, {"sku": sku, "count": count})

    return put
