"""`sandbox order` is as patient as the shop that it talks to says it may need."""

import socket
from typing import Any

import pytest
import requests

from tests.raw_server import RawServer, answer, serving
from tracing_sandbox.commands import order as order_command
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.shop import Shop
from tracing_sandbox.terminal import open_shop as opening


class Closed(SandboxError):  # noqa: N818
    """No order is placed."""


def say_budget(server: RawServer, connection: socket.socket) -> None:
    server.read_request(connection)
    body = b'{"status": "ok", "longest_request_s": 77}'
    connection.sendall(answer(body, "200 OK", "Connection: close"))


def test_order_asks_the_shop_that_it_talks_to_for_its_budget(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    asked: list[tuple[str, float | None]] = []

    def open_shop(url: str, longest_order_s: float | None) -> Shop:
        asked.append((url, longest_order_s))
        raise Closed("closed", "")

    monkeypatch.setattr(opening, "Shop", open_shop)
    monkeypatch.setenv("SANDBOX_HOME", str(tmp_path))
    with serving(say_budget) as server:
        monkeypatch.setenv("SANDBOX_FRONTEND_URL", server.url)
        with pytest.raises(Closed):
            order_command.order()
    assert asked == [(server.url, 77.0)]
    assert [request.split()[1] for request in server.requests] == ["/healthz"]


@pytest.mark.parametrize(("longest_order_s", "patience"), [(22.0, 30), (None, 38)])
def test_shop_that_is_late_is_told_after_its_budget_and_a_margin(
    monkeypatch: pytest.MonkeyPatch, longest_order_s: float | None, patience: float
) -> None:
    def be_late(*_: object, timeout: float, **__: object) -> requests.Response:
        assert timeout == patience
        raise requests.Timeout

    monkeypatch.setattr(requests.Session, "request", be_late)
    with pytest.raises(SandboxError, match=f"did not answer within {patience} s"):
        Shop("http://shop.invalid", longest_order_s).place_order("TEA-ASSAM", 1)
