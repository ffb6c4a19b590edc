"""What a service does before its first request is seen by nobody, and spares that request."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.integration.service_process import ServiceProcess
from tests.integration.telemetry.conftest import ANSWER_S, Start, flush
from tests.raw_server import RawServer, answer, serving
from tests.span_receiver import SpanReceiver

EMPTY = {"frontend": "orders_order", "inventory": "reservation"}


@pytest.fixture
def far_side() -> Iterator[RawServer]:
    """What a service would ask, and need not."""
    with serving(lambda server, taken: taken.sendall(answer(server.read_request(taken)))) as found:
        yield found


@pytest.mark.parametrize("name", ["frontend", "inventory", "thirdparty"])
def test_rehearsal_leaves_nothing_and_asks_nobody(
    start: Start, receiver: SpanReceiver, far_side: RawServer, name: str
) -> None:
    urls = dict.fromkeys(("SANDBOX_INVENTORY_URL", "SANDBOX_THIRDPARTY_URL"), far_side.url)
    service = start(name, OTEL_SERVICE_NAME=f"rehearsed-{name}", **urls)
    flush(receiver, [service])
    spans = [span for span in receiver.received if span.service == f"rehearsed-{name}"]
    assert len(spans) == len({span.trace_id for span in spans}) == 1
    assert far_side.requests == []
    lines = service.log.read_text().splitlines()
    assert [line for line in lines if "WARNING" in line] == []
    assert len([line for line in lines if "web.access" in line]) == 1
    assert rows_of(service) == 0


def rows_of(service: ServiceProcess) -> int:
    """Count the rows that only an order makes."""
    file = service.log.with_name(f"{service.service}.sqlite3")
    if service.service not in EMPTY:
        return 0
    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {EMPTY[service.service]}").fetchone()
        return int(count)


def test_rehearsal_that_fails_is_told_and_keeps_no_service_from_its_work(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import http.server\n\ndef fail(*_):\n    raise OSError('no port')\n\n"
        "http.server.HTTPServer.__init__ = fail\n"
    )
    inventory = start("inventory", PYTHONPATH=with_paths(tmp_path))
    assert "could not rehearse" in inventory.log.read_text()
    assert requests.get(f"{inventory.url}/healthz", timeout=ANSWER_S).status_code == 200


def with_paths(first: Path) -> str:
    """Return the paths of Python with one more at the beginning."""
    return os.pathsep.join(filter(None, [str(first), os.environ.get("PYTHONPATH", "")]))
