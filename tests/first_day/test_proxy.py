"""Behind a proxy that knows nothing of this machine, everything works as without one."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from tests.closed_port import closed_port
from tests.otlp_receiver import OtlpReceiver
from tests.unit.loadtest.running_locust import run_locust
from tests.waiting import wait_until
from tracing_sandbox.running.ports import own_address
from tracing_sandbox.running.trial import TrialSandbox, open_trial

NAMES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
FAR = "http://backend.invalid"
SERVICES = ["frontend", "inventory", "thirdparty"]


@pytest.fixture(scope="module")
def proxy() -> Iterator[OtlpReceiver]:
    """A proxy that takes spans to anywhere, and refuses to get anything."""
    receiver = OtlpReceiver().start()
    yield receiver
    receiver.stop()


@pytest.fixture(scope="module")
def proxies(proxy: OtlpReceiver) -> dict[str, str]:
    socks = f"socks5://127.0.0.1:{closed_port()}"
    named = {name: socks if "all" in name.lower() else proxy.endpoint for name in NAMES}
    return {**named, "no_proxy": "", "NO_PROXY": ""}


@pytest.fixture(scope="module")
def behind(
    tmp_path_factory: pytest.TempPathFactory, proxies: dict[str, str]
) -> Iterator[TrialSandbox]:
    home = tmp_path_factory.mktemp("behind-a-proxy")
    # Not loopback, which Go asks no proxy for anyway.
    environment = {**proxies, "SANDBOX_HOST": own_address(), "SANDBOX_SECOND_OTLP_ENDPOINT": FAR}
    with open_trial(home, **environment) as sandbox:
        yield sandbox


def test_parts_are_well_behind_a_proxy(behind: TrialSandbox) -> None:
    document = json.loads(behind.require("status", "--json"))
    assert {part["state"] for part in document["parts"]} == {"running"}


def test_commands_work_behind_a_proxy(behind: TrialSandbox) -> None:
    ordered = json.loads(behind.require("order", "--json"))
    assert (ordered["complete"], ordered["services"]) == (True, SERVICES)
    trace_id = ordered["trace_id"]
    assert json.loads(behind.require("trace", trace_id, "--json"))["trace_id"] == trace_id
    assert trace_id[:8] in behind.require("traces")
    assert json.loads(behind.require("why", "--json"))["traces"] >= 1


def test_page_of_the_shop_asks_no_proxy(behind: TrialSandbox) -> None:
    shop = f"http://{behind.environment['SANDBOX_HOST']}:{urlsplit(behind.frontend_url).port}"
    listed = requests.get(f"{shop}/traces/", timeout=30)
    assert listed.status_code == 200
    assert "POST" in listed.text


def test_locust_asks_no_proxy(behind: TrialSandbox, proxies: dict[str, str]) -> None:
    shop = f"http://{behind.environment['SANDBOX_HOST']}:{urlsplit(behind.frontend_url).port}"
    times = ("--headless", "--users", "5", "--spawn-rate", "5", "--run-time", "2s")
    finished = run_locust(*times, "--host", shop, **proxies)
    assert finished.returncode == 0, finished.stdout


def test_second_backend_is_still_reached_through_the_proxy(
    behind: TrialSandbox, proxy: OtlpReceiver
) -> None:
    behind.require("order")
    wait_until(lambda: proxy.requests, "the spans that go to the second backend")
    assert {headers["host"] for headers in proxy.headers} == {"backend.invalid"}
