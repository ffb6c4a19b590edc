"""The price API, from its settings to its answers."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from thirdparty.app import create_app
from thirdparty.config import Config


@pytest.fixture
def client() -> FlaskClient:
    return create_app(Config(thirdparty_latency_ms=0)).test_client()


def test_price_is_answered(client: FlaskClient) -> None:
    response = client.get("/v1/prices/TEA-ASSAM?quantity=10")
    assert (response.status_code, response.get_json()) == (
        200,
        {
            "sku": "TEA-ASSAM",
            "quantity": 10,
            "unit_price_pence": 741,
            "total_pence": 7410,
            "currency": "GBP",
            "lead_time_days": 1,
            "trace_id": "",
        },
    )


def test_quantity_is_one_unless_said(client: FlaskClient) -> None:
    assert client.get("/v1/prices/TEA-ASSAM").get_json()["quantity"] == 1


@pytest.mark.parametrize("quantity", ["1", "1000"])
def test_quantity_within_its_bounds_is_taken(client: FlaskClient, quantity: str) -> None:
    found = client.get(f"/v1/prices/TEA-ASSAM?quantity={quantity}").get_json()
    assert found["quantity"] == int(quantity)


def refused(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    response = client.get(f"/v1/prices/TEA-ASSAM?{query}")
    assert response.status_code == 422
    errors: list[dict[str, Any]] = response.get_json()["errors"]
    return errors


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("quantity=0", "Input should be greater than or equal to 1"),
        ("quantity=-1", "Input should be greater than or equal to 1"),
        ("quantity=1001", "Input should be less than or equal to 1000"),
        (
            "quantity=" + "9" * 5000,
            "Unable to parse input string as an integer, exceeded maximum size",
        ),
        *(
            (f"quantity={written}", "Input should be a whole number in digits")
            for written in ("x", "", "1.5", "%00", "%ff", "1_0", "5.0", "%20%2B5%20", "%D9%A3")
        ),
        ("quantity=1&quantity=2", "given once"),
    ],
    ids=lambda value: value[:20],
)
def test_wrong_quantity_is_422_and_says_what_was_expected(
    client: FlaskClient, query: str, expected: str
) -> None:
    assert refused(client, query) == [{"field": "quantity", "expected": expected}]


@pytest.mark.parametrize("sku", ["COFFEE", "tea-assam", "%00", "%ED%A0%80", "..%2f", "x" * 3000])
def test_unknown_product_is_404(client: FlaskClient, sku: str) -> None:
    response = client.get(f"/v1/prices/{sku}")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"


def test_jitter_follows_the_seed_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    def slept(seed: int) -> list[float]:
        pauses: list[float] = []
        monkeypatch.setattr("time.sleep", pauses.append)
        client = create_app(Config(thirdparty_seed=seed)).test_client()
        for _ in range(5):
            client.get("/v1/prices/TEA-ASSAM")
        return pauses

    assert slept(1) == slept(1)
    assert slept(1) != slept(2)
    assert len(slept(1)) == 5
