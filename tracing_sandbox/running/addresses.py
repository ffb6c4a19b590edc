"""Where the frontend and Jaeger are: the environment's word, the running sandbox's, the default."""

from dataclasses import dataclass

from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import Settings


@dataclass(frozen=True)
class Addresses:
    """What the commands that place orders and read traces talk to."""

    frontend: str
    jaeger: str


def find_addresses(settings: Settings) -> Addresses:
    """Find both addresses; containers listen on the same ports as the native parts."""
    state = Sandbox(settings.home).state()
    frontend = state.frontend_url if state else settings.shop_url
    jaeger = state.jaeger_url if state else settings.url_at(settings.jaeger_port)
    return Addresses(
        frontend=(settings.frontend_url or frontend).rstrip("/"),
        jaeger=(settings.jaeger_url or jaeger).rstrip("/"),
    )
