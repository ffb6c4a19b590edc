"""Which pages a browser may send spans from: it asks first, and the Collector answers."""

import pytest
import requests

from tracing_sandbox.running.trial import TrialSandbox

SENDS = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type,x-api-key",
}


def allows(sandbox: TrialSandbox, origin: str) -> bool:
    answer = requests.options(
        f"{sandbox.collector_url}/v1/traces", headers={"Origin": origin, **SENDS}, timeout=30
    )
    return answer.headers.get("Access-Control-Allow-Origin") == origin


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:3000", "http://127.0.0.1:5173", "https://localhost", "http://[::1]:8080"],
)
def test_page_of_this_machine_may_send_spans(sandbox: TrialSandbox, origin: str) -> None:
    assert allows(sandbox, origin)


@pytest.mark.parametrize("origin", ["https://app.example.com", "http://localhost.example.com"])
def test_page_of_elsewhere_may_not_unless_it_is_named(sandbox: TrialSandbox, origin: str) -> None:
    assert not allows(sandbox, origin)


def test_page_that_cannot_be_is_refused_at_the_start(stopped: TrialSandbox) -> None:
    stopped.environment["SANDBOX_CORS_ORIGINS"] = "app.example.com"
    refused = stopped.run("up", "--detach")
    assert refused.returncode != 0
    assert "SANDBOX_CORS_ORIGINS names 'app.example.com'" in " ".join(refused.stderr.split())
