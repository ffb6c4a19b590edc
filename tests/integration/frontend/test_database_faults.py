"""A database that is locked, away, hanging or changed costs no order and no more than its time."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.frontend import inventory_double as double
from tests.integration.frontend.conftest import DATABASE_TIMEOUT_S, over_postgresql, settings_of
from tests.integration.frontend.inventory_double import Exchange, InventoryDouble
from tests.integration.frontend.running_frontend import RunningFrontend
from tests.integration.frontend.test_spans import only
from tests.span_receiver import SpanReceiver
from tests.waiting import wait_until

# Without a deadline the customer would give up first, after 30 s.
LATEST_S = 25
DATABASE = "SANDBOX_FRONTEND_DATABASE_URL"
# Beside the shops' connections there may be a worker of PostgreSQL's own, which comes and goes.
CONNECTIONS = (
    "FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


def url_of(frontend: RunningFrontend) -> str:
    return frontend.environ[DATABASE]


@contextmanager
def locked_orders(url: str) -> Iterator[None]:
    """Keep everybody else from writing orders."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    with closing(psycopg.connect(url)) as other:
        other.execute("LOCK TABLE orders_order IN EXCLUSIVE MODE")
        yield


def problem_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("urn:sandbox:problem:")


def test_locked_database_is_503_in_time(
    frontend: RunningFrontend, hasty_frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    with locked_orders(url_of(frontend)):
        answer = hasty_frontend.order()

    assert problem_of(answer) == (503, "database-down")
    assert answer.headers["Retry-After"] == "1"
    assert answer.elapsed.total_seconds() < LATEST_S
    assert inventory.asked == []
    assert frontend.order().status_code == 201


def test_order_whose_outcome_cannot_be_saved_is_not_lost(
    frontend: RunningFrontend, hasty_frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    key = uuid.uuid4().hex
    with ExitStack() as stack:

        def lock_and_reserve(exchange: Exchange) -> None:
            stack.enter_context(locked_orders(url_of(frontend)))
            double.reserve(exchange)

        inventory.behave = lock_and_reserve
        failed = hasty_frontend.order(key=key)

    order_id = failed.json()["order_id"]
    assert problem_of(failed) == (503, "database-down")
    assert frontend.ask("GET", f"/api/orders/{order_id}").json()["state"] == "placed"
    inventory.behave = double.reserve
    again = frontend.order(key=key)
    assert (again.status_code, again.json()["id"]) == (201, order_id)


def test_twin_that_comes_second_gets_the_order_of_the_first(
    frontend: RunningFrontend, inventory: InventoryDouble, span_receiver: SpanReceiver
) -> None:
    key = uuid.uuid4().hex
    traces = [uuid.uuid4().hex, uuid.uuid4().hex]

    def both_have_looked_for_the_key() -> bool:
        names = [{span.name for span in span_receiver.spans_of(trace)} for trace in traces]
        return all("SELECT orders_order" in found for found in names)

    with ThreadPoolExecutor(2) as pool:
        with locked_orders(url_of(frontend)):
            twins = [
                pool.submit(frontend.order, key=key, traceparent=f"00-{trace}-{'1' * 16}-01")
                for trace in traces
            ]
            wait_until(both_have_looked_for_the_key, "both to find no order", DATABASE_TIMEOUT_S)
        answers = [twin.result() for twin in twins]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    for trace in traces:
        spans = span_receiver.trace(trace)
        assert [span.name for span in spans].count("INSERT orders_order") == 1
        assert only(spans, "POST api/orders").status == "unset"


@over_postgresql
def test_connections_that_the_server_dropped_are_replaced_unnoticed(
    frontend: RunningFrontend, span_receiver: SpanReceiver
) -> None:
    with closing(psycopg.connect(url_of(frontend), autocommit=True)) as other:
        frontend.order()
        other.execute(f"SELECT pg_terminate_backend(pid) {CONNECTIONS}")

    answer = frontend.order()

    spans = span_receiver.trace(answer.json()["trace_id"])
    # Eight of the order, and the health check of the kept connection, which failed.
    assert (answer.status_code, len(spans)) == (201, 9)


@over_postgresql
def test_connections_are_kept(frontend: RunningFrontend) -> None:
    with closing(psycopg.connect(url_of(frontend), autocommit=True)) as other:
        other.execute(f"SELECT pg_terminate_backend(pid) {CONNECTIONS}")
        for _ in range(40):
            assert frontend.ask("GET", "/api/products").status_code == 200
        (count,) = other.execute(f"SELECT count(*) {CONNECTIONS}").fetchone() or (0,)

    assert 1 <= count <= 16


@over_postgresql
def test_database_that_takes_no_connections_is_503_until_it_does(
    frontend: RunningFrontend, postgresql_server: Any
) -> None:
    url = url_of(frontend)
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with closing(psycopg.connect(postgresql_server.get_uri(), autocommit=True)) as other:
        other.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        try:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            answers = [frontend.order(), frontend.see("/")]
        finally:
            other.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')

    assert problem_of(answers[0]) == (503, "database-down")
    assert (answers[1].status_code, "cannot reach its database" in answers[1].text) == (503, True)
    assert frontend.order().status_code == 201


@contextmanager
def renamed_column(url: str, column: str) -> Iterator[None]:
    """Make every statement about a column an error that nobody has foreseen."""
    with closing(psycopg.connect(url, autocommit=True)) as other:
        other.execute(f'ALTER TABLE orders_order RENAME COLUMN "{column}" TO "gone"')
        try:
            yield
        finally:
            other.execute(f'ALTER TABLE orders_order RENAME COLUMN "gone" TO "{column}"')


@over_postgresql
def test_unforeseen_error_is_a_500_that_tells_nothing_and_is_recorded(
    frontend: RunningFrontend, span_receiver: SpanReceiver
) -> None:
    with renamed_column(url_of(frontend), "asked_at"):
        answer = frontend.order()
        page = frontend.send_form(sku="TEA-ASSAM", quantity="1", key=uuid.uuid4().hex)

    assert problem_of(answer) == (500, "unexpected")
    assert page.status_code == 500
    for text in (answer.text, page.text):
        assert "Traceback" not in text
        assert "asked_at" not in text
    trace_id = answer.json()["trace_id"]
    spans = span_receiver.trace(trace_id)
    recorded = [(span.name, event) for span in spans for event, _ in span.events]
    assert recorded == [("INSERT orders_order", "exception"), ("POST api/orders", "exception")]
    assert {span.name for span in spans if span.status == "error"} == {
        "POST api/orders",
        "place_order",
        "save_order",
        "INSERT orders_order",
    }
    logged = [line for line in frontend.log.read_text().splitlines() if trace_id in line]
    assert [line for line in logged if line.endswith("unexpected error")]


@over_postgresql
def test_unforeseen_error_after_saving_fails_the_order(
    frontend: RunningFrontend, inventory: InventoryDouble
) -> None:
    url = url_of(frontend)
    with ExitStack() as stack:

        def reserve_and_rename(exchange: Exchange) -> None:
            stack.enter_context(renamed_column(url, "currency"))
            double.reserve(exchange)

        inventory.behave = reserve_and_rename
        answer = frontend.order()

    assert problem_of(answer) == (500, "unexpected")
    logged = frontend.log.read_text().partition(answer.json()["trace_id"])[2]
    assert 'column "currency" of relation "orders_order" does not exist' in logged
    order_id = inventory.asked[0].body["order_id"]
    order = frontend.ask("GET", f"/api/orders/{order_id}").json()
    assert (order["state"], order["reason"]["kind"]) == ("failed", "unexpected")


StartFrontend = Callable[..., RunningFrontend]


@pytest.fixture
def start_frontend(running_frontend: RunningFrontend, tmp_path: Path) -> Iterator[StartFrontend]:
    """Start another shop with settings of its own over the same database."""
    with ExitStack() as stack:

        def start(**environ: str) -> RunningFrontend:
            shared = settings_of(running_frontend)
            frontend = RunningFrontend(tmp_path, **{**shared, **environ})
            stack.callback(frontend.kill)
            return frontend.start()

        yield start


def test_order_of_a_shop_that_was_killed_is_settled_when_it_is_read(
    frontend: RunningFrontend, start_frontend: StartFrontend, inventory: InventoryDouble
) -> None:
    killed, key = start_frontend(), uuid.uuid4().hex
    inventory.behave = double.hang
    with pytest.raises(Exception, match="Connection"):
        order_and_kill(killed, inventory, key)
    order_id = inventory.asked[0].body["order_id"]
    inventory.behave = double.reserve

    brief = {"SANDBOX_INVENTORY_TIMEOUT_S": "0.2", "SANDBOX_DATABASE_TIMEOUT_S": "0.3"}
    reader = start_frontend(**brief)

    def settled() -> Any:
        answer = reader.ask("GET", f"/api/orders/{order_id}")
        assert answer.status_code == 200
        return answer.json() if answer.json()["state"] != "placed" else None

    order = wait_until(settled, "the order to be settled")
    assert (order["state"], order["reason"]) == (
        "failed",
        {
            "status": 500,
            "kind": "interrupted",
            "detail": "The shop was stopped before this order was settled.",
            "available": None,
        },
    )
    again = frontend.order(key=key)
    assert (again.status_code, again.json()["id"], again.json()["reason"]) == (201, order_id, None)


def order_and_kill(frontend: RunningFrontend, inventory: InventoryDouble, key: str) -> None:
    """Place an order, and kill the shop with all its processes while the inventory is asked."""
    inventory.behave = lambda _: frontend.kill()
    frontend.order(key=key)
