"""What one request can ask of a service, with SANDBOX_FAULTS on and off."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.integration.service_process import ServiceProcess

SLOW = {"baggage": "sandbox.scenario=slow-third-party,sandbox.delay_ms=600"}
PRICE = "/v1/prices/TEA-ASSAM"
NOT_LOADED = """
import sys
from types import SimpleNamespace
from web.server import serve
serve.rehearse = lambda worker: None
worker = SimpleNamespace(app=serve.Server("thirdparty", {}, None), wsgi="as it was")
serve.prepare(worker)
print(worker.wsgi, [name for name in sys.modules if name.startswith("tracing_sandbox")])
"""


@pytest.fixture(scope="module", params=["on", "off"])
def thirdparty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServiceProcess]:
    service = ServiceProcess(
        "thirdparty",
        tmp_path_factory.mktemp("thirdparty"),
        SANDBOX_FAULTS=request.param,
        OTEL_TRACES_EXPORTER="none",
    ).start()
    yield service
    service.stop()


def is_on(thirdparty: ServiceProcess) -> bool:
    return thirdparty._environment["SANDBOX_FAULTS"] == "on"


def ask(thirdparty: ServiceProcess, **headers: str) -> tuple[requests.Response, float]:
    began = time.monotonic()
    answer = requests.get(thirdparty.url + PRICE, headers=headers, timeout=20)
    return answer, time.monotonic() - began


def test_a_request_is_broken_alone_and_only_where_that_is_switched_on(
    thirdparty: ServiceProcess,
) -> None:
    slow, took_s = ask(thirdparty, **SLOW)
    healthy, _ = ask(thirdparty)

    assert slow.status_code == healthy.status_code == 200
    assert (took_s >= 0.6) == is_on(thirdparty)


def test_an_unknown_name_is_refused_with_near_ones_where_it_is_on(
    thirdparty: ServiceProcess,
) -> None:
    answer, _ = ask(thirdparty, baggage="sandbox.scenario=slow-thirdparty")

    if not is_on(thirdparty):
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["X-Request-ID"]
    assert "Did you mean slow-third-party" in answer.json()["detail"]


def test_where_it_is_off_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", NOT_LOADED],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout

    assert printed == "as it was []\n"
