"""Both configurations are valid, start, and listen only where they are told to."""

import os
import re
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from tests.integration.collector.conftest import StartCollector, StartJaeger
from tests.integration.collector.running import PROJECT, Running, inherited
from tests.integration.collector.span_sender import SpanSender
from tests.otlp_receiver import OtlpReceiver
from tests.waiting import wait_until
from tracing_sandbox.running.ports import free_ports
from tracing_sandbox.traces.jaeger.page import has_page

DEFAULT = re.compile(r"\$\{env:\w+:-([^${}]*)\}")
CONFIGS = {"otelcol": "collector-config.yaml", "jaeger": "jaeger-config.yaml"}


def with_defaults(config: str) -> str:
    text = (PROJECT / config).read_text()
    while DEFAULT.search(text):
        text = DEFAULT.sub(r"\1", text)
    return text


@pytest.mark.parametrize(("tool", "config"), CONFIGS.items())
def test_config_is_valid_with_its_defaults(
    binaries: dict[str, Path], tmp_path: Path, tool: str, config: str
) -> None:
    subprocess.run(
        [binaries[tool], "validate", "--config", PROJECT / config],
        check=True,
        cwd=tmp_path,
        env=inherited(),
        timeout=30,
    )


def test_configs_listen_on_loopback_by_default() -> None:
    listening = [
        re.findall(r"^ +endpoint: (\d+\S+)", with_defaults(config), re.MULTILINE)
        for config in CONFIGS.values()
    ]

    assert listening == [
        ["127.0.0.1:4317", "127.0.0.1:4318", "127.0.0.1:13133"],
        ["127.0.0.1:14318", "127.0.0.1:16686", "127.0.0.1:0", "127.0.0.1:13134"],
    ]
    assert "host: 127.0.0.1\n                port: 8888" in with_defaults(CONFIGS["otelcol"])


def test_two_sandboxes_run_side_by_side_on_loopback(
    start_collector: StartCollector, start_jaeger: StartJaeger
) -> None:
    jaegers = [start_jaeger(name) for name in "ab"]
    collectors = [
        start_collector(jaeger.otlp_port, name) for jaeger, name in zip(jaegers, "ab", strict=True)
    ]

    for collector, jaeger, other in zip(collectors, jaegers, reversed(jaegers), strict=True):
        trace = SpanSender(collector.http_port).send(3)
        wait_until(partial(jaeger.holds, *trace), "the trace")
        assert other.span_ids(trace[0]) == set()
    assert {ip for part in (*collectors, *jaegers) for ip in part.listening_on()} == {"127.0.0.1"}


def test_parts_listen_where_they_are_told(
    start_collector: StartCollector, start_jaeger: StartJaeger
) -> None:
    everywhere = {"SANDBOX_HOST": "0.0.0.0"}
    jaeger = start_jaeger(**everywhere)
    collector = start_collector(jaeger.otlp_port, **everywhere)

    trace = SpanSender(collector.http_port).send(3)

    wait_until(lambda: jaeger.holds(*trace), "the trace")
    assert collector.listening_on() | jaeger.listening_on() <= {"0.0.0.0", "::"}


def test_jaeger_keeps_as_many_traces_as_it_is_told(
    start_collector: StartCollector, start_jaeger: StartJaeger
) -> None:
    jaeger = start_jaeger(SANDBOX_JAEGER_MAX_TRACES="3")
    sender = SpanSender(start_collector(jaeger.otlp_port).http_port)
    traces = []
    for _ in range(5):
        traces.append(sender.send(1))
        wait_until(lambda: jaeger.span_ids(traces[-1][0]), "the trace")

    assert [len(jaeger.span_ids(trace_id)) for trace_id, _ in traces] == [0, 0, 1, 1, 1]


def test_jaeger_does_not_trace_its_own_queries(
    start_collector: StartCollector, start_jaeger: StartJaeger
) -> None:
    jaeger = start_jaeger()
    collector = start_collector(jaeger.otlp_port)
    jaeger.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"http://127.0.0.1:{collector.grpc_port}"
    jaeger.environ["OTEL_BSP_SCHEDULE_DELAY"] = "10"
    jaeger.restart(signal.SIGKILL)

    trace = SpanSender(collector.http_port).send(1)
    wait_until(lambda: jaeger.holds(*trace), "the trace")
    jaeger.end(signal.SIGTERM)

    assert collector.count("otelcol_receiver_accepted_spans") == 1


def test_jaeger_says_whether_it_has_its_page(start_jaeger: StartJaeger) -> None:
    jaeger = start_jaeger()

    placeholder = "using a placeholder" in jaeger.log.read_text()
    assert has_page(jaeger.url, timeout_s=30) is not placeholder
    jaeger.end(signal.SIGTERM)
    assert has_page(jaeger.url) is False


def test_collector_names_a_setting_that_it_cannot_use(
    binaries: dict[str, Path], tmp_path: Path
) -> None:
    answer = subprocess.run(
        [binaries["otelcol"], "validate", "--config", PROJECT / "collector-config.yaml"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"SANDBOX_SECOND_OTLP_HEADERS": "x-api-key=secret"},
        text=True,
        timeout=30,
    )

    assert answer.returncode == 1
    assert "'headers' source data must be an array or slice, got string" in answer.stderr


AGENT = """
receivers: {{otlp: {{protocols: {{http: {{endpoint: "127.0.0.1:{http}"}}}}}}}}
exporters: {{otlp_grpc: {{endpoint: "127.0.0.1:{grpc}", tls: {{insecure: true}}}}}}
extensions: {{health_check: {{endpoint: "127.0.0.1:{health}"}}}}
service:
  extensions: [health_check]
  telemetry: {{metrics: {{level: none}}}}
  pipelines: {{traces: {{receivers: [otlp], exporters: [otlp_grpc]}}}}
"""


def test_senders_over_grpc_are_accepted_too(
    start_collector: StartCollector,
    receiver: OtlpReceiver,
    binaries: dict[str, Path],
    tmp_path: Path,
) -> None:
    collector = start_collector(receiver.port)
    http, health = free_ports(2)
    config = tmp_path / "agent.yaml"
    config.write_text(AGENT.format(http=http, grpc=collector.grpc_port, health=health))
    agent = Running(
        binaries["otelcol"], str(config), {}, f"http://127.0.0.1:{health}/", tmp_path / "agent.log"
    )
    agent.start()
    try:
        _, span_ids = SpanSender(http).send(5)
        wait_until(lambda: receiver.spans.keys() == span_ids, "the spans to arrive")
    finally:
        agent.end(signal.SIGKILL)
