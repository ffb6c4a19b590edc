"""The command line is as patient as the sandbox that it asks."""

from sandbox.addresses import find_addresses
from sandbox.lifecycle import Sandbox
from sandbox.settings import Settings
from tests.native_sandbox import NativeSandbox


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
