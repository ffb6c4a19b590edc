import json
import re
import threading
from collections.abc import Iterator
from itertools import chain, cycle, repeat
from pathlib import Path

from tests.unit.loadtest.fake_shop import (
    CONFIRMED,
    ORDER_ID,
    SOLD_OUT,
    TRACE_ID,
    Answer,
    open_shop,
)
from tests.unit.loadtest.running_locust import shop_for
from tracing_sandbox.running.ports import free_port


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def request_ids(found: list[dict[str, object]]) -> list[str]:
    assert found
    return sorted(str(one["request_id"]) for one in found)


def test_shoppers_order_and_list_the_trace_of_each_order(tmp_path: Path) -> None:
    answers: Iterator[Answer] = cycle([(201, CONFIRMED), (409, SOLD_OUT)])
    with open_shop(lambda: next(answers)) as shop:
        finished = shop_for(shop.url, "--trace-log", str(tmp_path / "orders.jsonl"))
    lines = read_lines(tmp_path / "orders.jsonl")
    assert finished.returncode == 0, finished.stdout
    assert request_ids(lines) == request_ids(shop.orders)
    assert {line["status"] for line in lines} == {201, 409}
    assert {line["trace_id"] for line in lines} == {TRACE_ID}
    assert {line["order_id"] for line in lines} == {ORDER_ID}
    assert {order["sku"] for order in shop.orders} == {"TEA-ASSAM"}
    assert {order["quantity"] for order in shop.orders} <= {1, 2, 3}
    sold_out = [line["request_id"] for line in lines if line["status"] == 409]
    assert len(shop.deliveries) == len(sold_out), "whoever meets an empty shelf has it refilled"


def test_shoppers_name_few_requests_and_look_at_what_they_ordered() -> None:
    with open_shop(lambda: (201, CONFIRMED)) as shop:
        finished = shop_for(shop.url)
    counts = {
        f"{method} {name}": int(count)
        for method, name, count in re.findall(
            r"^(GET|POST) +(\S+) +(\d+) ", finished.stdout.split("percentiles")[0], re.MULTILINE
        )
    }
    known = {"GET /", "GET /api/products", "POST /api/orders"}
    assert set(counts) <= known | {"GET /api/orders/[id]", "GET /orders/[id]/"}
    assert counts["POST /api/orders"] == len(shop.orders)
    assert counts["GET /api/orders/[id]"] == len(shop.orders)
    assert counts["GET /orders/[id]/"] == len(shop.orders)


def test_failed_order_is_a_failure_and_its_trace_is_in_the_log(tmp_path: Path) -> None:
    problem = {"type": "urn:sandbox:problem:inventory-down", "order_id": ORDER_ID}
    with open_shop(lambda: (503, problem)) as shop:
        finished = shop_for(shop.url, "--trace-log", str(tmp_path / "orders.jsonl"))
    logged = re.findall(
        r"failed: POST /api/orders in \d+ ms: 503 inventory-down \(trace (\w+), request (\w+)\)",
        finished.stdout,
    )
    assert finished.returncode == 1
    lines = read_lines(tmp_path / "orders.jsonl")
    assert {trace_id for trace_id, _ in logged} == {TRACE_ID}
    assert sorted(request_id for _, request_id in logged) == request_ids(shop.orders)
    assert [line["order_id"] for line in lines] == [ORDER_ID for _ in shop.orders]


def test_order_without_an_answer_is_listed_and_logged_by_its_request_id(tmp_path: Path) -> None:
    def hang_up() -> Answer:
        raise ConnectionAbortedError

    with open_shop(hang_up) as shop:
        finished = shop_for(shop.url, "--trace-log", str(tmp_path / "orders.jsonl"))
    lines = read_lines(tmp_path / "orders.jsonl")
    logged = re.findall(r"\(trace unknown, request (\w+)\)", finished.stdout)
    assert finished.returncode == 1
    assert request_ids(lines) == request_ids(shop.orders) == sorted(logged)
    assert {(line["status"], line["trace_id"]) for line in lines} == {(0, None)}


def test_slow_order_is_logged_with_its_trace_and_is_no_failure() -> None:
    over = threading.Event()
    waits = chain([0.3], repeat(0.0))

    def dawdle_once() -> Answer:
        over.wait(next(waits))
        return 201, CONFIRMED

    with open_shop(dawdle_once) as shop:
        finished = shop_for(shop.url, "--slow-ms", "250")
    logged = re.findall(r"slow: (\S+ \S+) in (\d+) ms \(trace (\w+)", finished.stdout)
    assert finished.returncode == 0, finished.stdout
    assert ("POST /api/orders", TRACE_ID) in [(name, trace_id) for name, _, trace_id in logged]
    assert min(int(taken) for _, taken, _ in logged) >= 250


def test_workers_write_one_list_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    path.write_text('{"left": "over"}\n')
    # Locust's usual port may be another Locust's.
    port = str(free_port())
    two = ("--processes", "2", "--master-bind-port", port, "--master-port", port)
    with open_shop(lambda: (201, CONFIRMED)) as shop:
        finished = shop_for(shop.url, *two, "--trace-log", str(path))
    assert finished.returncode == 0, finished.stdout
    assert request_ids(read_lines(path)) == request_ids(shop.orders)
