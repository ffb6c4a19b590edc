"""`up` in the foreground, when it is not its own terminal that ends it."""

import psutil

from tests.integration.sandbox.test_up_and_down import nothing_is_left, read_until
from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox


def test_foreground_ends_well_with_a_down_elsewhere(native: TrialSandbox) -> None:
    foreground = native.spawn("up")
    read_until(foreground, "Ctrl-C")
    native.down()
    said, _ = foreground.communicate(timeout=60)
    assert (foreground.returncode, said.strip()) == (0, "Stopped.")
    assert nothing_is_left(native)


def test_foreground_leaves_the_next_sandbox_of_its_home_alone(native: TrialSandbox) -> None:
    foreground = native.spawn("up")
    read_until(foreground, "Ctrl-C")
    process = psutil.Process(foreground.pid)
    process.suspend()
    try:
        native.down()
        native.up()
    finally:
        process.resume()
    foreground.communicate(timeout=60)
    wait_until(lambda: native.run("status").returncode == 0, "all parts well")


def test_foreground_ends_what_a_killed_supervisor_has_left(native: TrialSandbox) -> None:
    foreground = native.spawn("up")
    read_until(foreground, "Ctrl-C")
    psutil.Process(int((native.home / "supervisord.pid").read_text())).kill()
    said, _ = foreground.communicate(timeout=60)
    assert (foreground.returncode, "supervisord ended" in said) == (1, True)
    assert nothing_is_left(native)
