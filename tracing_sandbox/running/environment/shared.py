"""The environment of every part: the caller's, and where this sandbox listens."""

import os

from tracing_sandbox.running.environment.browser_pages import allowed_origins
from tracing_sandbox.running.environment.protocol import otlp_port
from tracing_sandbox.running.environment.proxies import without_proxy
from tracing_sandbox.running.environment.second_backend import second_backend_environ
from tracing_sandbox.running.environment.set_by_up import SET_BY_UP
from tracing_sandbox.running.home import queue_directory, traces_directory
from tracing_sandbox.running.seal_key import find_seal_key
from tracing_sandbox.settings import Settings
from tracing_sandbox.unknown_settings import KNOWN

# Variables that no part reads, or that each part is told by `up` whatever the caller's are.
NOT_FOR_PARTS = SET_BY_UP | {
    "OTEL_SERVICE_NAME",
    "SANDBOX_CACHE",
    "SANDBOX_COLLECTOR_METRICS_URL",
    "SANDBOX_COMMAND",
    "SANDBOX_FRONTEND_PUBLIC_URL",
    "SANDBOX_FRONTEND_URL",
    "SANDBOX_HOME",
    "SANDBOX_JAEGER_MEMORY",
    "SANDBOX_LOCUST_PORT",
    "SANDBOX_POSTGRES_PASSWORD",
    "SANDBOX_RELEASES_URL",
    "SANDBOX_SLOW_MS",
    "SANDBOX_START_TIMEOUT_S",
    "SANDBOX_TRACE_LOG",
}


def shared_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of every part: the caller's, and where this sandbox listens.

    `SANDBOX_PART_OF` marks each process as one of this sandbox, whoever its parent is.
    """
    ports = {
        f"SANDBOX_{name.upper()}": str(value)
        for name, value in settings.model_dump().items()
        if name.endswith("_port")
    }
    endpoint = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")
    return {
        **os.environ,
        **ports,
        **configs_environ(settings),
        "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint or settings.url_at(otlp_port(settings)),
        **without_proxy(os.environ, settings.host),
        **second_backend_environ(settings.second_otlp_endpoint, settings.second_otlp_headers),
        "SANDBOX_ALLOWED_ORIGINS": allowed_origins(settings.cors_origins),
        "SANDBOX_PART_OF": str(settings.home),
        "SANDBOX_HOST": settings.host,
        "SANDBOX_FAULTS": settings.faults,
        "SANDBOX_SEAL_KEY": find_seal_key(settings),
        "SANDBOX_QUEUE_DIR": str(queue_directory(settings.home)),
        "SANDBOX_TRACES_DIR": str(traces_directory(settings.home)),
    }


def configs_environ(settings: Settings) -> dict[str, str]:
    """Return the variables that name configuration files, as they are found from anywhere."""
    configs = {
        "SANDBOX_COLLECTOR_CONFIG": settings.collector_config,
        "SANDBOX_JAEGER_CONFIG": settings.jaeger_config,
    }
    return {name: str(path) for name, path in configs.items() if path}


def settings_of_parts(settings: Settings) -> dict[str, str]:
    """Return the variables that decide how the parts behave."""
    return {
        name: value
        for name, value in shared_environment(settings).items()
        if value and (name in KNOWN or name.startswith("OTEL_")) and name not in NOT_FOR_PARTS
    }
