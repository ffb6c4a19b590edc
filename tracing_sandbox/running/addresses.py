"""Where the frontend and Jaeger are: the environment's word, the running sandbox's, the default."""

from dataclasses import dataclass

from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.settings import Settings


@dataclass(frozen=True)
class Addresses:
    """What the commands that place orders and read traces talk to, and what a browser would.

    In containers the two differ: there a part has a name that is none outside.
    """

    frontend: str
    jaeger: str
    frontend_public: str = ""
    jaeger_public: str = ""

    @property
    def frontend_page(self) -> str:
        """Return where a browser finds the shop."""
        return self.frontend_public or self.frontend

    @property
    def jaeger_page(self) -> str:
        """Return where a browser finds Jaeger."""
        return self.jaeger_public or self.jaeger


def find_addresses(settings: Settings) -> Addresses:
    """Find both addresses; containers listen on the same ports as the native parts."""
    state = Sandbox(settings.home).state()
    frontend = state.frontend_url if state else settings.shop_url
    jaeger = state.jaeger_url if state else settings.url_at(settings.jaeger_port)
    return Addresses(
        frontend=(settings.frontend_url or frontend).rstrip("/"),
        jaeger=(settings.jaeger_url or jaeger).rstrip("/"),
        frontend_public=(settings.frontend_public_url or "").rstrip("/"),
        jaeger_public=(settings.jaeger_public_url or "").rstrip("/"),
    )
