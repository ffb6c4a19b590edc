"""Where the frontend and Jaeger are: the environment's word, the running sandbox's, the default."""

from dataclasses import dataclass

from tracing_sandbox.running.lifecycle import Sandbox
from tracing_sandbox.running.ports import open_to_others
from tracing_sandbox.settings import LOOPBACK, Settings


@dataclass(frozen=True)
class Addresses:
    """What orders are placed at and traces are read from, and what a browser calls the two.

    `host` is what these listen on. In containers a part has a name that is none outside.
    `otlp_http` is where the Collector takes spans.
    """

    frontend: str
    jaeger: str
    otlp_http: str = ""
    host: str = LOOPBACK
    frontend_public: str = ""
    jaeger_public: str = ""

    @property
    def frontend_page(self) -> str:
        """Return where a browser finds the shop, on another machine too if it listens there."""
        return self.frontend_public or open_to_others(self.frontend, self.host)

    @property
    def jaeger_page(self) -> str:
        """Return where a browser finds Jaeger, on another machine too if it listens there."""
        return self.jaeger_public or open_to_others(self.jaeger, self.host)


def find_addresses(settings: Settings) -> Addresses:
    """Find both addresses; containers listen on the same ports as the native parts."""
    state = Sandbox(settings.home).state()
    frontend = state.frontend_url if state else settings.shop_url
    jaeger = state.jaeger_url if state else settings.url_at(settings.jaeger_port)
    return Addresses(
        frontend=(settings.frontend_url or frontend).rstrip("/"),
        jaeger=(settings.jaeger_url or jaeger).rstrip("/"),
        otlp_http=(state and state.otlp_http) or settings.url_at(settings.otlp_http_port),
        host=state.host if state else settings.host,
        frontend_public=(settings.frontend_public_url or "").rstrip("/"),
        jaeger_public=(settings.jaeger_public_url or "").rstrip("/"),
    )
