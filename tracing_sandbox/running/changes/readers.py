"""Which part reads which setting: a part that starts again alone gets what is its own."""

from collections.abc import Iterable

from tracing_sandbox.running.configs.files import read_configs
from tracing_sandbox.running.environment.shared import settings_of_parts
from tracing_sandbox.settings import Settings

SERVICES = ("thirdparty", "inventory", "frontend")
EVERY_PART = "SANDBOX_HOST"
READERS = {
    "SANDBOX_COLLECTOR_CONFIG": ("collector",),
    "SANDBOX_CORS_ORIGINS": ("collector",),
    "SANDBOX_DATABASE_START_TIMEOUT_S": ("inventory", "frontend"),
    "SANDBOX_DATABASE_TIMEOUT_S": ("inventory", "frontend"),
    "SANDBOX_FRONTEND_THREADS": ("frontend",),
    "SANDBOX_INVENTORY_THREADS": ("inventory",),
    "SANDBOX_INVENTORY_TIMEOUT_S": ("frontend",),
    "SANDBOX_INVENTORY_URL": ("frontend",),
    "SANDBOX_JAEGER": ("jaeger",),
    "SANDBOX_JAEGER_CONFIG": ("jaeger",),
    "SANDBOX_JAEGER_MAX_TRACES": ("jaeger",),
    "SANDBOX_JAEGER_PUBLIC_URL": ("frontend",),
    "SANDBOX_JAEGER_TTL": ("jaeger",),
    "SANDBOX_JAEGER_URL": ("frontend",),
    "SANDBOX_OTELCOL": ("collector",),
    "SANDBOX_SECOND_OTLP_ENDPOINT": ("collector",),
    "SANDBOX_SECOND_OTLP_HEADERS": ("collector",),
    "SANDBOX_SECRET_KEY": ("frontend",),
    "SANDBOX_THIRDPARTY_LATENCY_MS": ("thirdparty",),
    "SANDBOX_THIRDPARTY_SEED": ("thirdparty",),
    "SANDBOX_THIRDPARTY_THREADS": ("thirdparty",),
    "SANDBOX_THIRDPARTY_TIMEOUT_S": ("inventory",),
    "SANDBOX_THIRDPARTY_URL": ("inventory",),
}


def settings_by_part(settings: Settings, parts: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return what decides how each part behaves: its variables, and what its files hold."""
    told = settings_of_parts(settings)
    held = read_configs(settings)
    return {
        part: {
            **{name: value for name, value in told.items() if reads(part, name)},
            **held.get(part, {}),
        }
        for part in parts
    }


def reads(part: str, name: str) -> bool:
    """Tell whether a variable, or a file that one names, decides how a part behaves.

    One that is not known here is the services'.
    """
    return is_shared(name) or part in READERS.get(name.partition("=")[0], SERVICES)


def is_shared(name: str) -> bool:
    """Tell whether all parts go by a variable: where each of them listens."""
    return name == EVERY_PART or (name.startswith("SANDBOX_") and name.endswith("_PORT"))
