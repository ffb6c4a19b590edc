"""The shop of the sandbox that is up, for as long as its longest request takes."""

from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.running.health import ask_budget
from tracing_sandbox.shop import Shop


def open_shop(addresses: Addresses) -> Shop:
    """Return a client that waits as long as the shop itself says that an order may take."""
    return Shop(addresses.frontend, ask_budget(f"{addresses.frontend}/healthz"))
