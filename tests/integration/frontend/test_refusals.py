"""What the shop refuses, and how it says so: as a problem document with a trace id."""

import gzip
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.frontend.conftest import (
    DATABASE_TIMEOUT_S,
    INVENTORY_TIMEOUT_S,
    over_postgresql,
)
from tests.integration.frontend.inventory_double import InventoryDouble
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.raw_server import is_whole

pytestmark = over_postgresql

JSON = {"Content-Type": "application/json"}
ORDER = b'{"sku": "TEA-ASSAM", "quantity": 1}'


def problem_of(answer: Any) -> tuple[int, str]:
    """Check what every problem has, and return its status and kind."""
    document = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert document["status"] == answer.status_code
    assert document["trace_id"] == answer.headers["traceresponse"].split("-")[1]
    assert answer.headers["X-Request-ID"]
    return answer.status_code, document["type"].removeprefix("urn:sandbox:problem:")


def post(frontend: RunningFrontend, body: Any, **headers: str) -> Any:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return frontend.ask("POST", "/api/orders", data=body, headers={**JSON, **names})


MALFORMED = {
    "empty": b"",
    "text": b"hello",
    "half": b'{"sku": "TEA-ASSAM"',
    "NaN": b'{"sku": "TEA-ASSAM", "quantity": NaN}',
    "lone surrogate": rb'{"sku": "\ud800", "quantity": 1}',
    "no UTF-8": b'{"sku": "\xff\xfe", "quantity": 1}',
    "UTF-16": '{"sku": "TEA-ASSAM"}'.encode("utf-16"),
    "too deep": b"[" * 60_000,
    "two documents": ORDER + ORDER,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_json_is_400(frontend: RunningFrontend, body: bytes) -> None:
    assert problem_of(post(frontend, body)) == (400, "malformed-json")


WRONG_FIELDS: list[tuple[Any, list[str]]] = [
    ({}, ["sku", "quantity"]),
    ([], ["(document)"]),
    ("text", ["(document)"]),
    (None, ["(document)"]),
    ({"sku": "TEA-ASSAM", "quantity": 0}, ["quantity"]),
    ({"sku": "TEA-ASSAM", "quantity": -1}, ["quantity"]),
    ({"sku": "TEA-ASSAM", "quantity": 1001}, ["quantity"]),
    ({"sku": "TEA-ASSAM", "quantity": 10**30}, ["quantity"]),
    ({"sku": "TEA-ASSAM", "quantity": True}, ["quantity"]),
    ({"sku": "TEA-ASSAM", "quantity": "1"}, ["quantity"]),
    ({"sku": "TEA-ASSAM", "quantity": 1.0}, ["quantity"]),
    ({"sku": "TEA-ASSAM", "quantity": None}, ["quantity"]),
    ({"sku": 7, "quantity": 1}, ["sku"]),
    ({"sku": "tea-assam", "quantity": 1}, ["sku"]),
    ({"sku": "TEA\x00", "quantity": 1}, ["sku"]),
    ({"sku": "TEA-ASSAM\n", "quantity": 1}, ["sku"]),
    ({"sku": "T" * 65, "quantity": 1}, ["sku"]),
    ({"sku": "TEA-ASSAM", "quantity": 1, "price": 1}, ["price"]),
    ({"sku": None, "quantity": [], "x\x00": 1}, ["sku", "quantity", "x\x00"]),
]


@pytest.mark.parametrize(("body", "fields"), WRONG_FIELDS)
def test_wrong_field_is_422_and_named(
    frontend: RunningFrontend, inventory: InventoryDouble, body: Any, fields: list[str]
) -> None:
    answer = post(frontend, json.dumps(body))

    assert problem_of(answer) == (422, "invalid-fields")
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert all(error["expected"] for error in answer.json()["errors"])
    assert "pattern" not in answer.json()["detail"]
    assert inventory.asked == []


def test_field_error_says_what_was_expected(frontend: RunningFrontend) -> None:
    answer = frontend.order(quantity=0)

    expected = "Input should be greater than or equal to 1"
    assert answer.json()["errors"] == [{"field": "quantity", "expected": expected}]
    assert answer.json()["detail"] == f"quantity: {expected}"


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx", "\xff"],
)
def test_another_media_type_is_415(frontend: RunningFrontend, media_type: str) -> None:
    answer = frontend.ask(
        "POST", "/api/orders", data=ORDER, headers={"Content-Type": media_type.encode("latin-1")}
    )

    assert problem_of(answer) == (415, "unsupported-media-type")


def test_encoded_body_is_415(frontend: RunningFrontend) -> None:
    answer = post(frontend, gzip.compress(ORDER, mtime=0), Content_Encoding="gzip")

    assert problem_of(answer) == (415, "unsupported-media-type")


def test_body_without_a_coding_may_say_so(frontend: RunningFrontend) -> None:
    assert post(frontend, ORDER, Content_Encoding="Identity").status_code == 201


def test_media_type_with_a_charset_is_taken(frontend: RunningFrontend) -> None:
    answer = post(frontend, ORDER, Content_Type="application/json; charset=utf-8")

    assert answer.status_code == 201


def in_chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 1000):
        yield body[start : start + 1000]


def test_large_body_is_413(frontend: RunningFrontend) -> None:
    padded = ORDER + b" " * (64 * 1024)

    declared = post(frontend, padded)
    frontend.session.close()
    chunked = post(frontend, in_chunks(padded))
    frontend.session.close()
    at_the_limit = post(frontend, ORDER.ljust(64 * 1024))

    assert problem_of(declared) == (413, "content-too-large")
    assert problem_of(chunked) == (413, "content-too-large")
    assert at_the_limit.status_code == 201


def test_body_without_end_is_not_read_to_its_end(frontend: RunningFrontend) -> None:
    with socket.create_connection(("127.0.0.1", frontend.port)) as client:
        client.settimeout(30)
        client.sendall(
            b"POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n" + (b"1000\r\n" + b" " * 4096 + b"\r\n") * 20
        )
        answer = client.recv(64)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_chunked_body_is_read(frontend: RunningFrontend) -> None:
    assert post(frontend, in_chunks(ORDER)).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/orders", "POST"),
        ("PUT", "/api/orders", "POST"),
        ("DELETE", "/api/products", "GET, HEAD"),
        ("POST", "/api/orders/6bb4d2ee-2e5a-4b2e-9a41-6e1b7a3d3c11", "GET, HEAD"),
        ("BREW", "/api/products", "GET, HEAD"),
        ("POST", "/healthz", "GET, HEAD"),
        ("PUT", "/", "GET, HEAD, POST"),
    ],
)
def test_method_that_is_not_there_is_405(
    frontend: RunningFrontend, method: str, path: str, allowed: str
) -> None:
    answer = frontend.ask(method, path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert answer.json()["type"] == "urn:sandbox:problem:method-not-allowed"


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/api/", "/api/nowhere", "/api/orders/", "/static/none.css", "/%00", "/%ff/"],
)
def test_address_that_leads_nowhere_is_404(frontend: RunningFrontend, path: str) -> None:
    answer = frontend.ask("GET", path)

    assert (answer.status_code, answer.json()["type"]) == (404, "urn:sandbox:problem:not-found")


@pytest.mark.parametrize(
    "order_id", ["7", "%00", "6BB4D2EE-2E5A-4B2E-9A41-6E1B7A3D3C11", "x" * 3000]
)
def test_order_id_of_the_wrong_form_is_422(frontend: RunningFrontend, order_id: str) -> None:
    answer = frontend.ask("GET", f"/api/orders/{order_id}")

    assert problem_of(answer) == (422, "invalid-fields")
    assert [error["field"] for error in answer.json()["errors"]] == ["order_id"]
    assert "pattern" not in answer.json()["detail"]


@pytest.mark.parametrize("host", ["a b", "under_score..", "a@b", "[::", "a/b", "\xff", "@"])
def test_host_that_is_none_is_400(frontend: RunningFrontend, host: str) -> None:
    answer = frontend.ask("GET", "/api/products", headers={"Host": host.encode("latin-1")})

    assert problem_of(answer) == (400, "malformed-host")


@pytest.mark.parametrize(
    "host", ["shop.example", "localhost:8000", "[::1]:8000", "10.0.0.1", "my_shop:80"]
)
def test_any_name_of_the_host_is_taken(frontend: RunningFrontend, host: str) -> None:
    assert frontend.ask("GET", "/api/products", headers={"Host": host}).status_code == 200


def test_head_answers_as_get_does_without_its_body(frontend: RunningFrontend) -> None:
    got = frontend.ask("GET", "/api/products")
    head = frontend.ask("HEAD", "/api/products")

    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "Content-Length"):
        assert head.headers[name] == got.headers[name]


HEAD = b"POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LONGER = HEAD + b"Content-Length: 90\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [LONGER + ORDER, CHUNKED + b"23\r\n" + ORDER, CHUNKED + b"zz\r\n{}\r\n", CHUNKED],
    ids=["cut off", "last chunk missing", "no chunk", "no body"],
)
def test_body_that_is_not_whole_is_400_and_orders_nothing(
    frontend: RunningFrontend, inventory: InventoryDouble, sent: bytes
) -> None:
    with socket.create_connection(("127.0.0.1", frontend.port)) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        answer = client.recv(65536)
        while not is_whole(answer):
            answer += client.recv(65536)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"urn:sandbox:problem:incomplete-body" in answer
    assert inventory.asked == []


def test_client_that_stops_in_the_middle_of_its_body_is_let_go(frontend: RunningFrontend) -> None:
    stalled = [socket.create_connection(("127.0.0.1", frontend.port)) for _ in range(2)]
    for client, sent in zip(stalled, [LONGER + b"{", CHUNKED + b"5\r\nab"], strict=True):
        client.settimeout(20)
        client.sendall(sent)

    for client in stalled:
        with client:
            assert client.recv(64).startswith(b"HTTP/1.1 408 ")


def test_request_id_is_taken_if_it_is_sane(frontend: RunningFrontend) -> None:
    answers = [
        frontend.ask("GET", "/api/products", headers={"X-Request-ID": offered})
        for offered in ("mine-1", "x" * 65, "a b")
    ]

    taken = [answer.headers["X-Request-ID"] for answer in answers]
    assert taken[0] == "mine-1"
    assert [len(one) for one in taken[1:]] == [32, 32]


def test_health_check_answers(frontend: RunningFrontend) -> None:
    answer = frontend.ask("GET", "/healthz")

    budget_s = INVENTORY_TIMEOUT_S + 6 * DATABASE_TIMEOUT_S
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "longest_request_s": budget_s},
    )
    assert "traceresponse" not in answer.headers
    assert answer.headers["X-Request-ID"]
