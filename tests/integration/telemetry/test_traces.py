"""What the real processes' traces say, and what they keep to themselves."""

import json
import socket
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psutil
import pytest
import requests

from tests.closed_port import closed_port
from tests.integration.service_process import ServiceProcess
from tests.integration.telemetry.conftest import (
    ANSWER_S,
    Start,
    TraceOf,
    edges,
    flush,
    order,
    trace_id_of,
)
from tests.raw_server import RawServer, answer, serving
from tests.span_receiver import ReceivedSpan, SpanReceiver
from tests.waiting import wait_until

SECRET = "hush-hush-4711"
HEALTHY = """
- > inventory server POST /reservations
inventory client GET > thirdparty server GET /v1/prices/<sku>
inventory internal check_stock > inventory client SELECT stock
inventory internal quote_price > inventory client GET
inventory internal reserve_stock > inventory client INSERT reservation
inventory internal reserve_stock > inventory client UPDATE stock
inventory server POST /reservations > inventory client SELECT reservation
inventory server POST /reservations > inventory internal check_stock
inventory server POST /reservations > inventory internal quote_price
inventory server POST /reservations > inventory internal reserve_stock
thirdparty server GET /v1/prices/<sku> > thirdparty internal look_up_price
""".strip().splitlines()


DELIVERY = """
- > inventory server POST /deliveries
inventory internal count_stock > inventory client SELECT stock
inventory internal refill_shelves > inventory client UPDATE stock
inventory server POST /deliveries > inventory internal count_stock
inventory server POST /deliveries > inventory internal refill_shelves
""".strip().splitlines()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def inventory(
    request: pytest.FixtureRequest, start: Start, thirdparty: ServiceProcess
) -> ServiceProcess:
    """The inventory over each database; its addresses carry credentials."""
    url = "sqlite:///inventory.sqlite3"
    if request.param == "postgresql":
        url = request.getfixturevalue("module_postgresql_url").replace(":@", f":{SECRET}@")
        assert SECRET in url
    return start(
        "inventory",
        SANDBOX_INVENTORY_DATABASE_URL=url,
        SANDBOX_THIRDPARTY_URL=thirdparty.url.replace("//", f"//us:{SECRET}@"),
        SANDBOX_INVENTORY_THREADS="4",
    )


def statuses(spans: list[ReceivedSpan]) -> dict[str, str]:
    """Return the status of every span that has one."""
    return {span.name: span.status for span in spans if span.status != "unset"}


def exceptions(spans: list[ReceivedSpan]) -> list[str]:
    """Return what was recorded, and where."""
    return [f"{span.name}: {kind}" for span in spans for kind in span.exceptions]


def server_span(spans: list[ReceivedSpan]) -> ReceivedSpan:
    (found,) = [span for span in spans if span.name == "POST /reservations"]
    return found


def test_healthy_order_is_one_trace_of_exactly_these_spans(
    inventory: ServiceProcess, trace_of: TraceOf
) -> None:
    response = order(inventory)
    assert response.status_code == 201
    assert response.json()["trace_id"] == trace_id_of(response)
    spans = trace_of(response)
    assert edges(spans) == HEALTHY
    assert statuses(spans) == {}
    assert exceptions(spans) == []


def test_delivery_is_one_update_of_the_stock(inventory: ServiceProcess, trace_of: TraceOf) -> None:
    order(inventory)
    delivered = requests.post(f"{inventory.url}/deliveries", timeout=ANSWER_S)
    again = requests.post(f"{inventory.url}/deliveries", timeout=ANSWER_S)
    spans = {answer: trace_of(answer) for answer in (delivered, again)}
    assert [edges(found) for found in spans.values()] == [DELIVERY, DELIVERY]
    refilled = [
        span.attributes["app.delivery.shelves"]
        for found in spans.values()
        for span in found
        if span.name == "refill_shelves"
    ]
    assert refilled == [1, 0]


def test_each_service_counts_its_spans_and_nothing_else_is_out_of_line(
    inventory: ServiceProcess, trace_of: TraceOf
) -> None:
    spans = trace_of(order(inventory))
    made = Counter(span.service for span in spans)
    counts = {
        (span.service, span.kind): span.attributes["app.spans.began"]
        for span in spans
        if "app.spans.began" in span.attributes
    }
    assert counts == {
        ("inventory", "server"): made["inventory"],
        ("thirdparty", "server"): made["thirdparty"],
    }
    doubts = ("app.callee.", "app.traceparent.", "app.b3.")
    assert [key for span in spans for key in span.attributes if key.startswith(doubts)] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"b3": f"{'a' * 32}-{'b' * 16}-1"},
        {"X-B3-TraceId": "a" * 32, "X-B3-SpanId": "b" * 16, "X-B3-Sampled": "1"},
    ],
)
def test_context_that_came_as_b3_is_named_where_another_trace_begins(
    inventory: ServiceProcess, trace_of: TraceOf, headers: dict[str, str]
) -> None:
    spans = trace_of(order(inventory, headers=headers))
    assert server_span(spans).attributes["app.b3.received"] == "a" * 32


def test_new_connections_add_no_span(inventory: ServiceProcess, trace_of: TraceOf) -> None:
    """Four threads open connections of their own, and say more to their databases than SELECT."""
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: order(inventory), range(16)))
    for response in answers:
        assert edges(trace_of(response)) == HEALTHY


def test_resources_say_which_process_it_was(inventory: ServiceProcess, trace_of: TraceOf) -> None:
    spans = trace_of(order(inventory))
    instances = {span.service: span.resource["service.instance.id"] for span in spans}
    assert sorted(instances) == ["inventory", "thirdparty"]
    assert len(set(instances.values())) == 2


def test_database_spans_use_the_stable_names(inventory: ServiceProcess, trace_of: TraceOf) -> None:
    spans = trace_of(order(inventory))
    found = [span.attributes for span in spans if span.name == "UPDATE stock"]
    assert found[0]["db.system.name"] in ("sqlite", "postgresql")
    assert found[0]["db.query.text"].startswith("UPDATE stock SET on_hand=")
    assert "db.statement" not in found[0]
    assert "TEA-ASSAM" not in str(found[0])


def test_domain_spans_answer_questions(inventory: ServiceProcess, trace_of: TraceOf) -> None:
    spans = trace_of(order(inventory, order_id="order-of-tea"))
    found = {
        span.name: {key: value for key, value in span.attributes.items() if key.startswith("app.")}
        for span in spans
        if span.kind == "internal"
    }
    assert found["check_stock"].pop("app.stock.on_hand") > 99_000
    price = {
        "app.price.unit_pence": 780,
        "app.price.total_pence": 1560,
        "app.price.currency": "GBP",
        "app.supply.lead_time_days": 1,
    }
    asked = {"app.product.sku": "TEA-ASSAM", "app.order.quantity": 2}
    assert found == {
        "check_stock": asked,
        "quote_price": {**asked, **price},
        "look_up_price": {**asked, **price},
        "reserve_stock": {
            **asked,
            "app.order.id": "order-of-tea",
            "app.reservation.outcome": "reserved",
        },
    }


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"quantity": "many"}, 422),
        ({"sku": "COFFEE"}, 404),
        ({"sku": "TEA-SILVER-NEEDLE", "quantity": 999}, 409),
    ],
)
def test_refused_order_is_no_error_of_ours(
    inventory: ServiceProcess, trace_of: TraceOf, changed: dict[str, Any], status: int
) -> None:
    response = order(inventory, **changed)
    assert response.status_code == status
    spans = trace_of(response)
    assert statuses(spans) == {}
    assert exceptions(spans) == []
    assert server_span(spans).attributes["http.response.status_code"] == status


def test_trace_and_baggage_of_the_caller_go_on(
    inventory: ServiceProcess, trace_of: TraceOf
) -> None:
    trace_id = uuid.uuid4().hex
    caller = {
        "traceparent": f"00-{trace_id}-b7ad6b7169203331-01",
        "baggage": f"app.channel=api,sandbox.scenario=slow,user.email={SECRET}",
        "X-Request-ID": "request-7",
    }
    response = order(inventory, headers=caller)
    assert trace_id_of(response) == trace_id
    spans = trace_of(response)
    told = {span.name for span in spans if span.attributes.get("app.channel") == "api"}
    # The client span to the third party starts where baggage is already left behind.
    assert {span.name for span in spans} - told == {
        "GET",
        "GET /v1/prices/<sku>",
        "look_up_price",
    }
    assert "slow" not in repr(spans)
    assert {span.attributes.get("app.request.id") for span in spans if span.kind == "server"} == {
        "request-7"
    }


@pytest.mark.parametrize(
    ("path", "traced"),
    [("/healthz", False), ("/healthz?x=1", False), ("/foo/healthz", True)],
)
def test_health_check_is_not_traced(
    inventory: ServiceProcess, receiver: SpanReceiver, path: str, traced: bool
) -> None:
    trace_id = uuid.uuid4().hex
    headers = {"traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}
    response = requests.get(inventory.url + path, headers=headers, timeout=ANSWER_S)
    assert ("traceresponse" in response.headers) == traced
    flush(receiver, [inventory])
    assert [span.name for span in receiver.spans_of(trace_id)] == ["GET"] * traced


def test_secrets_are_in_no_span_and_no_log_line(
    inventory: ServiceProcess, receiver: SpanReceiver, trace_of: TraceOf
) -> None:
    headers = {"Authorization": f"Bearer {SECRET}", "Cookie": f"session={SECRET}"}
    response = requests.get(
        f"{inventory.url}/nothing?token={SECRET}&quantity=1", headers=headers, timeout=ANSWER_S
    )
    (span,) = trace_of(response)
    assert span.attributes["url.query"] == "token=REDACTED&quantity=1"
    assert len(trace_of(order(inventory, headers=headers))) == len(HEALTHY)
    assert SECRET not in repr(receiver.received)
    assert SECRET not in inventory.log.read_text()


def test_log_lines_carry_their_trace(inventory: ServiceProcess) -> None:
    trace_id = trace_id_of(order(inventory))

    def lines() -> list[str]:
        return [line for line in inventory.log.read_text().splitlines() if trace_id in line]

    (line,) = wait_until(lines, "the request's log line")
    assert " INFO inventory " in line
    assert "web.access: POST /reservations 201 in " in line


def test_master_holds_no_database_connection_that_its_worker_could_share(
    inventory: ServiceProcess,
) -> None:
    master = psutil.Process(inventory.process.pid)
    assert not [file for file in master.open_files() if "sqlite3" in file.path]
    assert master.net_connections("unix") == []
    assert [one.status for one in master.net_connections("inet")] == [psutil.CONN_LISTEN]
    assert order(inventory).status_code == 201


@pytest.fixture(scope="module")
def far_side() -> Iterator[RawServer]:
    """A third party of somebody else's."""
    quote = {
        "unit_price_pence": 1,
        "total_pence": 2,
        "currency": "GBP",
        "lead_time_days": 1,
    }

    def script(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        connection.sendall(answer(json.dumps(quote).encode()))

    with serving(script) as server:
        yield server


def test_third_party_gets_the_trace_and_nothing_else_of_ours(
    start: Start, trace_of: TraceOf, far_side: RawServer
) -> None:
    inventory = start("inventory", SANDBOX_THIRDPARTY_URL=far_side.url)
    response = order(inventory, headers={"baggage": "sandbox.scenario=slow,user=me"})
    assert response.status_code == 201
    (asked,) = far_side.requests
    names = [line.partition(":")[0].lower() for line in asked.splitlines()[1:] if line]
    assert sorted(names) == [
        "accept",
        "accept-encoding",
        "connection",
        "host",
        "traceparent",
        "user-agent",
        "x-request-id",
    ]
    (client,) = [s for s in trace_of(response) if s.name == "GET"]
    assert f"traceparent: 00-{client.trace_id}-{client.span_id}-" in asked


@pytest.fixture(scope="module")
def lonely(start: Start) -> ServiceProcess:
    """An inventory whose third party is down."""
    return start("inventory", SANDBOX_THIRDPARTY_URL=f"http://127.0.0.1:{closed_port()}")


def test_far_side_that_is_down_is_recorded_once(lonely: ServiceProcess, trace_of: TraceOf) -> None:
    response = order(lonely)
    assert response.status_code == 503
    spans = trace_of(response)
    assert exceptions(spans) == ["GET: requests.exceptions.ConnectionError"]
    assert statuses(spans) == {
        "GET": "error",
        "quote_price": "error",
        "POST /reservations": "error",
    }


def test_statement_that_fails_is_recorded_where_it_failed_and_was_answered(
    lonely: ServiceProcess, trace_of: TraceOf
) -> None:
    path = lonely.log.parent / "inventory.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE stock")
        response = order(lonely)
    assert response.status_code == 500
    assert "traceback" not in response.text.lower()
    spans = trace_of(response)
    assert sorted(exceptions(spans)) == [
        "POST /reservations: sqlalchemy.exc.OperationalError",
        "SELECT stock: sqlite3.OperationalError",
    ]
    assert statuses(spans) == {
        "SELECT stock": "error",
        "check_stock": "error",
        "POST /reservations": "error",
    }
    log = [line for line in lonely.log.read_text().splitlines() if "unexpected error" in line]
    assert [trace_id_of(response) in line for line in log] == [True]
