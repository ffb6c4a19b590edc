"""A sandbox that is up keeps the settings of its start, and `up` says where others are wished."""

import pytest

from tests.waiting import wait_until
from tracing_sandbox.invocation import typed
from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.trial import TrialSandbox


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("SANDBOX_SECOND_OTLP_ENDPOINT", "http://127.0.0.1:9", "=... {} restart collector\n"),
        ("OTEL_SDK_DISABLED", "true", "=true {} restart thirdparty inventory frontend\n"),
        ("SANDBOX_HOST", "127.0.0.2", "Stop it, then start it with yours: {0} down && {0} up"),
    ],
)
def test_up_with_other_settings_says_how_to_have_them(
    running: TrialSandbox, name: str, value: str, advice: str
) -> None:
    other = running.told(**{name: value})
    refused = other.run("up", "--detach")
    assert refused.returncode == 1
    assert "was started with another value of " in refused.stderr
    assert name in refused.stderr
    assert advice.format(typed("")) in refused.stderr
    assert running.run("up", "--detach").returncode == 0


@pytest.mark.parametrize("left", ["not a state", None])
def test_state_that_is_lost_is_told_alike_by_every_command(
    running: TrialSandbox, left: str | None
) -> None:
    state = running.home / "state.json"
    kept = state.read_text()
    state.unlink() if left is None else state.write_text(left)
    try:
        seen = [running.run(*one) for one in (["up", "-d"], ["status"], ["reset", "-y"], ["order"])]
    finally:
        state.write_text(kept)
    assert {(finished.returncode, finished.stderr) for finished in seen} == {
        (
            1,
            f"Error: A sandbox is up in {running.home}, but its state.json cannot be read.\n"
            f"Stop it, then start it again: {typed('down')} && {typed('up --detach')}\n",
        )
    }


# Last: it stops what the others ask.
def test_wrong_setting_keeps_nobody_from_seeing_and_stopping_a_sandbox(
    running: TrialSandbox,
) -> None:
    wrong = running.told(SANDBOX_FRONTEND_PORT="abc")
    assert wrong.run("order").stderr.startswith("Error: SANDBOX_FRONTEND_PORT=abc:")
    wait_until(lambda: wrong.run("status").returncode == 0, "all parts well")
    assert wrong.run("logs").returncode == 0
    wrong.down()
    assert find_processes(running.home) == []
