"""What a stop, a restart and a kill cost: no span of an answered request, and little time."""

import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
import requests

from tests.closed_port import closed_port
from tests.integration.service_process import ServiceProcess
from tests.integration.telemetry.conftest import ANSWER_S, Start, flush, order, trace_id_of
from tests.raw_server import RawServer, answer, serving
from tests.span_receiver import ReceivedSpan, SpanReceiver
from tests.waiting import wait_until

CLIENTS = 6
# Of an exporter that is told nothing at all.
USUAL_TIMEOUT_S = 10
QUOTE = {"unit_price_pence": 1, "total_pence": 2, "currency": "GBP", "lead_time_days": 1}


class Traffic:
    """Sends orders from several threads until told to stop, and keeps every answer."""

    def __init__(self, inventory: ServiceProcess) -> None:
        self.answers: list[requests.Response] = []
        self.unanswered = 0
        self._inventory = inventory
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(CLIENTS)

    def __enter__(self) -> "Traffic":
        for _ in range(CLIENTS):
            self._pool.submit(self._send_on)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._pool.shutdown()

    def await_more(self, count: int) -> None:
        """Wait until so many more orders have been reserved."""
        wanted = len(self.reserved) + count
        wait_until(lambda: len(self.reserved) >= wanted, f"{count} more reservations")

    @property
    def reserved(self) -> list[requests.Response]:
        """The answers to the orders that went through."""
        return [one for one in self.answers if one.status_code == 201]

    def _send_on(self) -> None:
        while not self._stop.is_set():
            try:
                self.answers.append(order(self._inventory))
            except requests.RequestException:
                self.unanswered += 1
                self._stop.wait(0.02)


def restart(service: ServiceProcess) -> None:
    """Tell a service to stop, wait for its end, and start it again on the same port."""
    assert service.stop() == 0
    service.start()


def orphans(spans: list[ReceivedSpan]) -> list[str]:
    """Return the names of the spans whose parent never came."""
    known = {span.span_id for span in spans} | {""}
    return [span.name for span in spans if span.parent_id not in known]


def test_restarts_under_traffic_lose_no_span_of_an_answered_request(
    start: Start, receiver: SpanReceiver
) -> None:
    thirdparty = start("thirdparty", SANDBOX_THIRDPARTY_LATENCY_MS="20")
    inventory = start("inventory", SANDBOX_THIRDPARTY_URL=thirdparty.url)
    with Traffic(inventory) as traffic:
        traffic.await_more(20)
        restart(inventory)
        traffic.await_more(20)
        restart(thirdparty)
        traffic.await_more(20)
    flush(receiver, [inventory, thirdparty])
    assert {one.status_code for one in traffic.answers} <= {201, 503}
    traces = {trace_id_of(one): receiver.spans_of(trace_id_of(one)) for one in traffic.answers}
    counts = {len(traces[trace_id_of(one)]) for one in traffic.reserved}
    assert counts == {11}
    assert {trace_id: orphans(spans) for trace_id, spans in traces.items() if orphans(spans)} == {}
    instances = {
        span.resource["service.instance.id"] for spans in traces.values() for span in spans
    }
    assert len(instances) == 4


@pytest.fixture
def slow_thirdparty() -> Iterator[tuple[RawServer, threading.Event]]:
    """A third party that answers when the event is set."""
    go_on = threading.Event()

    def script(server: RawServer, connection: socket.socket) -> None:
        server.read_request(connection)
        go_on.wait(30)
        connection.sendall(answer(json.dumps(QUOTE).encode()))

    with serving(script) as server:
        yield server, go_on
        go_on.set()


def test_request_in_flight_is_answered_and_traced_when_its_service_is_told_to_stop(
    start: Start, receiver: SpanReceiver, slow_thirdparty: tuple[RawServer, threading.Event]
) -> None:
    thirdparty, go_on = slow_thirdparty
    inventory = start("inventory", SANDBOX_THIRDPARTY_URL=thirdparty.url)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(order, inventory)
        wait_until(lambda: thirdparty.requests, "the question to the third party")
        worker = inventory.worker()
        inventory.send_signal(signal.SIGTERM)
        wait_until(lambda: "Handling signal: term" in inventory.log.read_text(), "the signal")
        go_on.set()
        response = asked.result()
    assert response.status_code == 201
    assert inventory.wait() == 0
    assert not worker.is_running()
    assert len(receiver.spans_of(trace_id_of(response))) == 9


@pytest.mark.parametrize("hangs", [False, True], ids=["refuses", "hangs"])
def test_receiver_that_is_away_holds_a_stopping_service_no_longer_than_its_timeout(
    start: Start, receiver: SpanReceiver, hangs: bool
) -> None:
    away = f"http://127.0.0.1:{closed_port()}"
    service = start(
        "thirdparty",
        OTEL_EXPORTER_OTLP_ENDPOINT=receiver.endpoint if hangs else away,
        OTEL_EXPORTER_OTLP_TIMEOUT="1",
    )
    if hangs:
        receiver.answering.clear()
    try:
        assert requests.get(f"{service.url}/v1/prices/TEA-ASSAM", timeout=ANSWER_S).ok
        started = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - started < USUAL_TIMEOUT_S
    finally:
        receiver.answering.set()


def test_worker_that_is_killed_is_followed_by_another(start: Start, receiver: SpanReceiver) -> None:
    service = start("thirdparty")
    killed = service.worker()
    first = requests.get(f"{service.url}/v1/prices/TEA-ASSAM", timeout=ANSWER_S)
    flush(receiver, [service])
    killed.kill()
    wait_until(lambda: is_replaced(service, killed), "another worker")
    wait_until(service.answers, "the new worker's answer")
    second = requests.get(f"{service.url}/v1/prices/TEA-ASSAM", timeout=ANSWER_S)
    flush(receiver, [service])
    instances = {
        span.resource["service.instance.id"]
        for response in (first, second)
        for span in receiver.spans_of(trace_id_of(response))
    }
    assert len(instances) == 2
    assert service.stop() == 0


def is_replaced(service: ServiceProcess, killed: psutil.Process) -> bool:
    """Tell whether the master has another worker by now."""
    children = psutil.Process(service.process.pid).children()
    return [child.pid for child in children if child.pid != killed.pid] != []
