"""One's own configuration of Collector and Jaeger, one's own third party, and traces that stay."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from tests.first_day.own_thirdparty import OwnThirdparty
from tests.first_day.pids import pids
from tests.otlp_receiver import OtlpReceiver
from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.settings import PROJECT
from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import JaegerError


def ours(part: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((PROJECT / f"{part}-config.yaml").read_text())
    return document


def collector_with_an_attribute(path: Path) -> Path:
    document = ours("collector")
    document["service"]["pipelines"]["traces"]["processors"].append("attributes/mine")
    document["processors"]["attributes/mine"] = {
        "actions": [{"key": "app.mine", "value": "yes", "action": "upsert"}]
    }
    path.write_text(yaml.safe_dump(document))
    return path


def place_order(sandbox: TrialSandbox) -> str:
    """Place an order, confirmed and whole, and return its trace's id."""
    return str(json.loads(sandbox.require("order", "--json"))["trace_id"])


def attributes_of(sandbox: TrialSandbox, trace_id: str) -> set[object]:
    """Return what the spans of a trace have of the Collector's own attribute."""
    trace = JaegerClient(sandbox.jaeger_url).find_trace(trace_id)
    assert trace is not None
    return {span.attributes.get("app.mine") for span in trace.spans}


def answers(jaeger: JaegerClient) -> bool:
    try:
        return bool(jaeger.services())
    except JaegerError:
        return False


@pytest.fixture(scope="module")
def own_thirdparty() -> Iterator[OwnThirdparty]:
    with OwnThirdparty() as own:
        yield own


@pytest.fixture(scope="module")
def backend() -> Iterator[OtlpReceiver]:
    receiver = OtlpReceiver().start()
    yield receiver
    receiver.stop()


@pytest.fixture(scope="module")
def own(
    tmp_path_factory: pytest.TempPathFactory, own_thirdparty: OwnThirdparty, backend: OtlpReceiver
) -> Iterator[TrialSandbox]:
    """A sandbox with everything of one's own; the tests below tell its story in their order."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "my-jaeger.yaml").write_text((PROJECT / "jaeger-config.yaml").read_text())
    sandbox = TrialSandbox.on_free_ports(
        folder / "home",
        SANDBOX_COLLECTOR_CONFIG=str(collector_with_an_attribute(folder / "my-collector.yaml")),
        SANDBOX_JAEGER_CONFIG=str(folder / "my-jaeger.yaml"),
        SANDBOX_JAEGER_TTL="1h",
        SANDBOX_SECOND_OTLP_ENDPOINT=f"{backend.endpoint}/v1/traces",
        SANDBOX_THIRDPARTY_URL=own_thirdparty.url,
    )
    own_thirdparty.far_side = f"http://127.0.0.1:{sandbox.environment['SANDBOX_THIRDPARTY_PORT']}"
    try:
        sandbox.up()
        yield sandbox
    finally:
        sandbox.down()


@pytest.fixture(scope="module")
def trace_id(own: TrialSandbox) -> str:
    """The trace of the first order."""
    return place_order(own)


def test_own_collector_configuration_is_obeyed(own: TrialSandbox, trace_id: str) -> None:
    assert attributes_of(own, trace_id) == {"yes"}


def test_second_backend_gets_the_spans_also_by_its_whole_address(
    own: TrialSandbox, trace_id: str, backend: OtlpReceiver
) -> None:
    trace = JaegerClient(own.jaeger_url).find_trace(trace_id)
    assert trace is not None
    wait_until(lambda: {span.span_id for span in trace.spans} <= set(backend.spans), "all spans")


def test_own_jaeger_configuration_is_obeyed(own: TrialSandbox) -> None:
    command = psutil.Process(pids(own)["jaeger"]).cmdline()
    assert own.environment["SANDBOX_JAEGER_CONFIG"] in command


def test_own_thirdparty_is_asked(trace_id: str, own_thirdparty: OwnThirdparty) -> None:
    assert [path.split("/")[1] for path in own_thirdparty.passed] == ["v1"]


def test_configuration_that_has_changed_is_noticed_by_up_and_read_by_restart(
    own: TrialSandbox,
) -> None:
    assert own.run("up", "-d").returncode == 0
    path = Path(own.environment["SANDBOX_COLLECTOR_CONFIG"])
    path.write_text(path.read_text().replace("'yes'", "again"))
    refused = own.run("up", "-d")
    assert refused.returncode == 1
    assert f"was started before SANDBOX_COLLECTOR_CONFIG={path} changed.\n" in refused.stderr
    assert "sandbox restart collector" in refused.stderr
    own.require("restart", "collector")
    assert own.run("up", "-d").returncode == 0
    assert attributes_of(own, place_order(own)) == {"again"}


def test_configuration_that_is_refused_keeps_a_restart_from_stopping_anything(
    own: TrialSandbox,
) -> None:
    path = Path(own.environment["SANDBOX_COLLECTOR_CONFIG"])
    kept, before = path.read_text(), pids(own)
    path.write_text(kept.replace("service:", "servce:", 1))
    refused = own.run("restart", "collector")
    path.write_text(kept)
    assert refused.returncode == 1
    assert f"{path} is refused by Collector:" in refused.stderr
    assert pids(own) == before


def test_traces_with_a_time_to_live_outlive_a_killed_jaeger(
    own: TrialSandbox, trace_id: str
) -> None:
    jaeger = JaegerClient(own.jaeger_url)
    pid = pids(own)["jaeger"]
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not psutil.pid_exists(pid), "Jaeger's end")
    wait_until(lambda: answers(jaeger), "Jaeger's return")
    assert jaeger.find_trace(trace_id) is not None


def test_traces_with_a_time_to_live_outlive_a_restart(own: TrialSandbox, trace_id: str) -> None:
    own.down()
    own.up()
    assert json.loads(own.require("trace", trace_id, "--json"))["complete"]
    assert trace_id[:8] in own.require("traces")


def test_reset_forgets_traces_with_a_time_to_live(own: TrialSandbox, trace_id: str) -> None:
    own.require("reset", "--yes")
    forgotten = own.run("trace", trace_id)
    assert forgotten.returncode == 1
    assert f"has no trace {trace_id}" in forgotten.stderr
    assert json.loads(own.require("traces", "--json"))["traces"] == []
