"""The set-up of a sandbox that runs is well, and what is wrong with one is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.closed_port import closed_port
from tests.waiting import wait_until
from tracing_sandbox.doctor.setup.check import Check
from tracing_sandbox.running.setup.examination import check_all, check_setup, find_surroundings
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.settings import read_settings

OURS = "frontend, inventory and thirdparty"


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, sandbox: TrialSandbox) -> pytest.MonkeyPatch:
    """Be in the shell of the sandbox."""
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def not_well() -> list[tuple[str, str]]:
    return [(each.name, each.said) for each in check_setup(read_settings()) if each.state != "well"]


@pytest.mark.usefixtures("shell")
def test_sandbox_that_has_served_an_order_is_well_in_every_row(sandbox: TrialSandbox) -> None:
    sandbox.require("order")

    def all_are_well() -> list[Check]:
        assert not_well() == []
        return list(check_setup(read_settings()))

    said = {each.name: each.said for each in wait_until(all_are_well, "all to be well")}
    assert said["Receiver"] == (
        f"For {OURS}: {sandbox.collector_url}/v1/traces answers 200 to http/protobuf."
    )
    assert said["Services that report"] == f"{OURS} reported spans."
    assert said["Clocks"] == f"{OURS} are within 2 s of this machine's."


@pytest.mark.usefixtures("shell")
def test_each_service_is_read_by_what_it_was_started_with(sandbox: TrialSandbox) -> None:
    found = find_surroundings(read_settings())
    names = {name: environ["OTEL_SERVICE_NAME"] for name, environ in found.environs.items()}
    assert names == {name: name for name in ("frontend", "inventory", "thirdparty")}
    assert {environ["SANDBOX_PART_OF"] for environ in found.environs.values()} == {
        str(sandbox.home)
    }
    assert found.unread == []


@pytest.mark.usefixtures("shell")
def test_service_that_was_started_with_other_settings_is_named() -> None:
    around = find_surroundings(read_settings())
    misled = f"http://127.0.0.1:{closed_port()}"
    told = {"OTEL_EXPORTER_OTLP_ENDPOINT": misled, "OTEL_TRACES_SAMPLER": "always_on"}
    inventory = {**around.environs["inventory"], **told}
    changed = replace(around, environs={**around.environs, "inventory": inventory})
    found = {each.name: each.said for each in check_all(changed) if each.state == "wrong"}
    assert found == {
        "Receiver": f"For inventory: Nobody answers at {misled}/v1/traces.",
        "Samplers": "parentbased_always_on in frontend and thirdparty; always_on in inventory: "
        "each decides for itself, whatever its caller decided.",
    }


def test_without_a_sandbox_the_settings_of_the_shell_are_checked(
    shell: pytest.MonkeyPatch, sandbox: TrialSandbox, tmp_path: Path
) -> None:
    port = sandbox.environment["SANDBOX_OTLP_GRPC_PORT"]
    shell.setenv("SANDBOX_HOME", str(tmp_path))
    shell.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    shell.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    said = {each.name: each.said for each in check_setup(read_settings())}
    assert said["Receiver"] == (
        f"For this shell: http://127.0.0.1:{port} takes an empty request by gRPC."
    )
    shell.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", sandbox.collector_url)
    found = dict(not_well())
    assert found["Receiver"] == (
        f"For this shell: {sandbox.collector_url} speaks HTTP/1.1, and the services speak grpc."
    )
