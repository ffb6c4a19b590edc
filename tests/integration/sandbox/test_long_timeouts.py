"""The command line is as patient as the sandbox that it asks."""

from tests.native_sandbox import NativeSandbox
from tracing_sandbox.running.addresses import find_addresses
from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import Settings


def test_order_and_stop_wait_as_long_as_the_running_sandbox_may_take(
    native: NativeSandbox,
) -> None:
    native.environment["SANDBOX_INVENTORY_TIMEOUT_S"] = "60"
    native.up()
    later = Settings(home=native.home)
    assert find_addresses(later).longest_order_s == 72
    state = Sandbox(later).state()
    assert state is not None
    assert state.longest_stop_s == 85
    assert "stopwaitsecs=85" in (native.home / "supervisord.conf").read_text()
