"""A service of your own, to copy: before the shop, or between inventory and third party."""

import os

import flask
import requests

SHOP_URL = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")
THIRDPARTY_URL = os.environ.get("THIRDPARTY_URL", "http://127.0.0.1:8002")
TIMEOUT_S = 20

app = flask.Flask(__name__)


@app.post("/orders")
def order_tea() -> flask.typing.ResponseReturnValue:
    """Order one tea in the shop, and pass its answer on."""
    order = {"sku": "TEA-ASSAM", "quantity": 1}
    answer = requests.post(f"{SHOP_URL}/api/orders", json=order, timeout=TIMEOUT_S)
    return answer.json(), answer.status_code


@app.get("/v1/prices/<sku>")
def quote_price(sku: str) -> flask.typing.ResponseReturnValue:
    """Ask the third party for a price, as the inventory does, and pass its answer on."""
    answer = requests.get(
        f"{THIRDPARTY_URL}/v1/prices/{sku}", params=flask.request.args, timeout=TIMEOUT_S
    )
    return answer.json(), answer.status_code
