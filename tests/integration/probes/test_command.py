"""`sandbox doctor --probe` and `--setup`, as they are typed."""

import json
import subprocess

import pytest

from tests.closed_port import closed_port
from tracing_sandbox.running.trial import TrialSandbox

ORDER = ("--method", "POST", "--json", '{"sku": "TEA-ASSAM", "quantity": 1}')


def doctor(sandbox: TrialSandbox, *options: str) -> subprocess.CompletedProcess[str]:
    return sandbox.run("doctor", *options)


def test_probe_says_what_it_sends_and_then_what_became_of_it(sandbox: TrialSandbox) -> None:
    url = f"{sandbox.frontend_url}/api/orders"
    finished = doctor(sandbox, "--probe", url, *ORDER)
    assert finished.stderr == f"Sending 8 real requests: POST {url}\n"
    assert finished.stdout.splitlines()[0].split() == [
        *("Canary", "Answer", "frontend", "inventory", "thirdparty")
    ]
    assert "Nothing changes on the way that should not." in finished.stdout
    assert finished.returncode == 0


def test_probe_gives_one_document_and_the_exit_code_of_what_it_found(
    sandbox: TrialSandbox, front: str
) -> None:
    finished = doctor(sandbox, "--probe", f"{front}/strips", "--header", "X-Own: 1", "--json")
    document = json.loads(finished.stdout)
    assert [change["hop"] for change in document["changes"]][:1] == ["front->shelf"]
    assert len(document["canaries"]) == 8
    assert finished.returncode == 1


def test_probe_sends_nothing_where_jaeger_does_not_answer(sandbox: TrialSandbox) -> None:
    deaf = sandbox.told(SANDBOX_JAEGER_URL=f"http://127.0.0.1:{closed_port()}")
    finished = doctor(deaf, "--probe", f"{sandbox.frontend_url}/healthz")
    assert "Sending" not in finished.stderr
    assert "Jaeger does not answer" in finished.stderr
    assert finished.returncode == 1


def test_setup_gives_one_document(sandbox: TrialSandbox) -> None:
    finished = doctor(sandbox, "--setup", "--json")
    checks = json.loads(finished.stdout)["checks"]
    assert {each["state"] for each in checks} <= {"well", "cannot be told"}
    assert finished.returncode == 0


def test_setup_is_shown_where_there_is_no_trace_to_read(sandbox: TrialSandbox) -> None:
    deaf = sandbox.told(SANDBOX_JAEGER_URL=f"http://127.0.0.1:{closed_port()}")
    finished = doctor(deaf)
    assert finished.stdout.splitlines()[0].split()[:2] == ["Check", "State"]
    assert "Error: Jaeger does not answer" in finished.stderr
    assert finished.returncode == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--setup", "--last", "3"], "Error: --probe and --setup look at no trace"),
        (["--setup", "--probe", "http://a/"], "Error: --probe and --setup look at no trace"),
        (["--method", "POST"], "Error: --method, --body and --header say how to probe."),
        (["--probe", "a"], "Error: --probe a: expected an address"),
    ],
)
def test_wrong_usage_is_named(sandbox: TrialSandbox, options: list[str], said: str) -> None:
    finished = doctor(sandbox, *options)
    assert said in finished.stderr
    assert finished.returncode == 2
