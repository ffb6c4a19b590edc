"""The standard variables and our own are obeyed, or refused in one line."""

import socket
from pathlib import Path

import pytest
import requests

from tests.closed_port import closed_port
from tests.integration.service_process import ServiceProcess
from tests.integration.telemetry.conftest import ANSWER_S, Start, flush, trace_id_of
from tests.span_receiver import SpanReceiver


def ask(service: ServiceProcess) -> requests.Response:
    response = requests.get(f"{service.url}/v1/prices/TEA-ASSAM", timeout=ANSWER_S)
    assert response.status_code == 200
    return response


def test_disabled_sdk_sends_nothing_and_serves(start: Start, receiver: SpanReceiver) -> None:
    service = start("thirdparty", OTEL_SDK_DISABLED="true")
    response = ask(service)
    assert "traceresponse" not in response.headers
    assert response.json()["trace_id"] == ""
    requests_before = receiver.requests
    assert service.stop() == 0
    assert receiver.requests == requests_before
    assert "Traceback" not in service.log.read_text()


def test_console_exporter_prints_and_sends_nothing(start: Start, receiver: SpanReceiver) -> None:
    service = start("thirdparty", OTEL_TRACES_EXPORTER="console")
    trace_id = trace_id_of(ask(service))
    assert service.stop() == 0
    assert f'"trace_id": "0x{trace_id}"' in service.log.read_text()
    assert receiver.spans_of(trace_id) == []


def test_no_exporter_sends_nothing(start: Start, receiver: SpanReceiver) -> None:
    service = start("thirdparty", OTEL_TRACES_EXPORTER="none")
    trace_id = trace_id_of(ask(service))
    assert service.stop() == 0
    assert receiver.spans_of(trace_id) == []


def test_service_name_and_resource_attributes_are_obeyed(
    start: Start, receiver: SpanReceiver
) -> None:
    service = start(
        "thirdparty",
        OTEL_SERVICE_NAME="tea-merchant",
        OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=test",
    )
    response = ask(service)
    flush(receiver, [service])
    resources = [span.resource for span in receiver.spans_of(trace_id_of(response))]
    assert {(one["service.name"], one["deployment.environment.name"]) for one in resources} == {
        ("tea-merchant", "test")
    }


def test_proxy_of_the_environment_takes_no_spans(start: Start, receiver: SpanReceiver) -> None:
    service = start("thirdparty", http_proxy=f"http://127.0.0.1:{closed_port()}")
    response = ask(service)
    flush(receiver, [service])
    assert len(receiver.spans_of(trace_id_of(response))) == 2


def refuse(service: str, directory: Path, **environment: str) -> list[str]:
    """Start a service that must end with an error; return the lines that it printed."""
    started = ServiceProcess(service, directory, **environment).spawn()
    try:
        assert started.wait() == 1
    finally:
        started.kill()
    return started.log.read_text().splitlines()


@pytest.mark.parametrize(
    ("service", "name", "value", "line"),
    [
        (
            "inventory",
            "SANDBOX_INVENTORY_DATABASE_URL",
            "mysql://x",
            "SANDBOX_INVENTORY_DATABASE_URL=mysql://x: "
            "expected sqlite:///inventory.sqlite3 or postgresql://user@host/inventory.",
        ),
        (
            "thirdparty",
            "OTEL_TRACES_EXPORTER",
            "jaeger",
            "Tracing cannot start: OTEL_TRACES_EXPORTER names jaeger: "
            "expected otlp, console or none. Look at the OTEL_* variables.",
        ),
        (
            "thirdparty",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/json",
            "Tracing cannot start: The OTLP protocol is http/json: "
            "expected http/protobuf or grpc. Look at the OTEL_* variables.",
        ),
        (
            "thirdparty",
            "OTEL_TRACES_SAMPLER",
            "sometimes",
            "Tracing cannot start: OTEL_TRACES_SAMPLER=sometimes: expected one of always_on, "
            "always_off, traceidratio, parentbased_always_on, parentbased_always_off, "
            "parentbased_traceidratio. Look at the OTEL_* variables.",
        ),
        *(
            (
                service,
                "OTEL_PROPAGATORS",
                "b4",
                # B3's are installed for the tests.
                "Tracing cannot start: OTEL_PROPAGATORS=b4: expected some of b3, b3multi, "
                "baggage, tracecontext, or none. Look at the OTEL_* variables.",
            )
            for service in ("frontend", "inventory", "thirdparty")
        ),
    ],
)
def test_wrong_variable_ends_the_start_with_one_line(
    tmp_path: Path, service: str, name: str, value: str, line: str
) -> None:
    assert refuse(service, tmp_path, **{name: value}) == [line]


def test_database_that_does_not_come_ends_the_start_without_a_traceback(tmp_path: Path) -> None:
    lines = refuse(
        "inventory",
        tmp_path,
        SANDBOX_INVENTORY_DATABASE_URL=f"postgresql://shop@/inventory?host={tmp_path}",
        SANDBOX_DATABASE_START_TIMEOUT_S="0.1",
    )
    # A busy machine may not get to a second attempt.
    assert all("waiting for the database" in line for line in lines[:-1])
    assert lines[-1].endswith("Start it, or set SANDBOX_INVENTORY_DATABASE_URL.")


def test_busy_port_ends_the_start_and_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        lines = refuse("thirdparty", tmp_path, SANDBOX_THIRDPARTY_PORT=str(port))
    assert f"127.0.0.1:{port}" in lines[-1].replace("', ", ":")
    assert not [line for line in lines if "Traceback" in line]
