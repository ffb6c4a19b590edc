"""Whatever setting somebody brings is obeyed, or `up` says at once why not."""

from tests.unit.loadtest.running_locust import run_locust
from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.trial import TrialSandbox

MISSPELT = {"SANDBOX_THIRDPARTY_LATENCY": "5000"}
MEANT = "SANDBOX_THIRDPARTY_LATENCY is no setting. Did you mean SANDBOX_THIRDPARTY_LATENCY_MS?"


def refusal(sandbox: TrialSandbox, **environment: str) -> str:
    """Start a sandbox that is refused before anything starts; return what was said."""
    refused = TrialSandbox(sandbox.home, {**sandbox.environment, **environment}).run("up", "-d")
    assert refused.returncode == 1, refused.stdout
    assert "Traceback" not in refused.stderr
    assert find_processes(sandbox.home) == []
    return refused.stderr


def test_setting_that_is_misspelt_is_refused_by_up(stopped: TrialSandbox) -> None:
    assert refusal(stopped, **MISSPELT).startswith(f"Error: {MEANT}\n")


def test_setting_that_is_misspelt_is_named_by_every_other_command(sandbox: TrialSandbox) -> None:
    other = TrialSandbox(sandbox.home, {**sandbox.environment, **MISSPELT})
    for command in (["status"], ["traces"], ["order"]):
        finished = other.run(*command)
        assert (finished.returncode, finished.stderr.splitlines()[0]) == (0, f"Warning: {MEANT}")


def test_setting_that_is_misspelt_is_refused_by_locust() -> None:
    finished = run_locust("--headless", "--run-time", "1s", **MISSPELT)
    assert finished.returncode == 1
    assert MEANT in finished.stdout


def test_variable_of_another_program_is_named_by_up_alone(sandbox: TrialSandbox) -> None:
    other = TrialSandbox(sandbox.home, {**sandbox.environment, "SANDBOX_DEBUG": "1"})
    assert other.run("up", "-d").stderr == (
        "Note: SANDBOX_DEBUG is no setting: nobody here reads it.\n"
    )
    assert other.run("status").stderr == ""
