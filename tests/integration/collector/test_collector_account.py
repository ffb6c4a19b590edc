"""What the real Collector tells of spans that wait, are dropped, are refused, or arrive."""

import signal
from pathlib import Path

import pytest
import requests

from tests.closed_port import closed_port
from tests.integration.collector.conftest import StartCollector
from tests.integration.collector.running import Collector, Running
from tests.integration.collector.span_sender import SpanSender
from tests.otlp_receiver import OtlpReceiver
from tests.waiting import wait_until
from tracing_sandbox.running.collector.account import Account, ask_collector
from tracing_sandbox.running.environment.second_backend import second_backend_environ
from tracing_sandbox.running.ports import free_ports
from tracing_sandbox.traces.collector.wrong_requests import BY_STATUS


def ask(collector: Collector) -> Account:
    account = ask_collector(f"http://127.0.0.1:{collector.metrics_port}", [collector.log])
    assert account
    return account


def exporter_of(account: Account, name: str) -> dict:
    return next(one for one in account.document()["exporters"] if one["name"] == name)


def said_of(account: Account, name: str) -> str:
    return next(one for one in account.sentences() if one.startswith(f"{name}: "))


def test_spans_that_wait_for_jaeger_are_told_until_it_is_back(
    start_collector: StartCollector, receiver: OtlpReceiver
) -> None:
    receiver.stop()
    collector = start_collector(receiver.port)
    sender = SpanSender(collector.http_port)
    for _ in range(3):
        sender.send(7)

    wait_until(lambda: exporter_of(ask(collector), "otlp_http/jaeger")["failing_since"], "failures")
    away = ask(collector)
    receiver.start()
    wait_until(lambda: receiver.spans.keys() == sender.accepted, "all spans at Jaeger")
    wait_until(lambda: exporter_of(ask(collector), "otlp_http/jaeger")["sent"] == 21, "21 sent")
    back = ask(collector)

    assert exporter_of(away, "otlp_http/jaeger")["queue"] == {"size": 3, "capacity": 1_000_000}
    assert "its queue holds 3 of 1,000,000" in said_of(away, "otlp_http/jaeger")
    assert "Nothing is lost." in said_of(away, "otlp_http/jaeger")
    assert "connection refused" in said_of(away, "otlp_http/jaeger")
    known = exporter_of(back, "otlp_http/jaeger")
    assert (known["queue"]["size"], known["refused"], known["dropped"]) == (0, 0, 0)
    assert "nothing waits and nothing is lost" in said_of(back, "otlp_http/jaeger")


@pytest.mark.parametrize(("status", "hint"), [(401, "SANDBOX_SECOND_OTLP_HEADERS"), (400, "400")])
def test_spans_that_the_second_backend_refuses_are_told_with_the_reason(
    start_collector: StartCollector,
    receiver: OtlpReceiver,
    second: OtlpReceiver,
    status: int,
    hint: str,
) -> None:
    second.status = status
    collector = start_collector(receiver.port, **second_backend_environ(second.endpoint, ""))
    SpanSender(collector.http_port).send(7)

    wait_until(lambda: exporter_of(ask(collector), "otlp_http/second")["last_error"], "an error")
    account = ask(collector)

    assert exporter_of(account, "otlp_http/second")["dropped"] == 7
    assert "7 spans were dropped: they are lost here" in said_of(account, "otlp_http/second")
    assert f"HTTP Status Code {status}" in said_of(account, "otlp_http/second")
    assert hint in said_of(account, "otlp_http/second")
    assert exporter_of(account, "otlp_http/jaeger")["dropped"] == 0


def test_requests_that_are_wrong_are_counted_whatever_proxy_there_is(
    start_collector: StartCollector, receiver: OtlpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector = start_collector(receiver.port)
    url = f"http://127.0.0.1:{collector.http_port}"
    requests.post(f"{url}/v1/spans", json={}, timeout=30)
    requests.post(f"{url}/v1/traces", data="x", headers={"content-type": "text/x"}, timeout=30)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")

    wrong = ask(collector).document()["wrong_requests"]
    assert [(one["count"], one["why"]) for one in wrong] == [
        (1, BY_STATUS["404"]),
        (1, BY_STATUS["415"]),
    ]


METRICS_TO_NOBODY = """
receivers: {{otlp: {{protocols: {{http: {{endpoint: "127.0.0.1:{http}"}}}}}}}}
exporters: {{nop: }}
extensions: {{health_check: {{endpoint: "127.0.0.1:{health}"}}}}
service:
  extensions: [health_check]
  telemetry:
    metrics: {{readers: [{{pull: {{exporter: {{prometheus: {{host: 127.0.0.1, port: {own}}}}}}}}}]}}
  pipelines: {{metrics: {{receivers: [otlp], exporters: [nop]}}}}
"""
POINT = {"name": "a", "gauge": {"dataPoints": [{"asDouble": 1, "timeUnixNano": "1"}]}}


def test_metrics_that_nobody_keeps_are_told(binaries: dict[str, Path], tmp_path: Path) -> None:
    http, health, own = free_ports(3)
    config = tmp_path / "config.yaml"
    config.write_text(METRICS_TO_NOBODY.format(http=http, health=health, own=own))
    well = f"http://127.0.0.1:{health}/"
    collector = Running(binaries["otelcol"], str(config), {}, well, tmp_path / "log")
    collector.start()
    try:
        sent = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [POINT]}]}]}
        answer = requests.post(f"http://127.0.0.1:{http}/v1/metrics", json=sent, timeout=30)
        account = ask_collector(f"http://127.0.0.1:{own}")
    finally:
        collector.end(signal.SIGKILL)

    assert answer.status_code == 200
    assert account
    assert account.sentences()[1:] == [
        "metric points: 1 accepted; none of them is kept: no exporter takes them."
    ]


def test_collector_that_does_not_answer_tells_nothing() -> None:
    (port,) = free_ports(1)
    assert ask_collector(f"http://127.0.0.1:{port}") is None
