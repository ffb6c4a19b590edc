"""The settings of a start: nothing in the environment may be obeyed by nobody, or lose spans."""

from tracing_sandbox.running.configs.files import read_configs
from tracing_sandbox.running.environment.loop import require_no_loop
from tracing_sandbox.running.environment.second_backend import second_backend_environ
from tracing_sandbox.running.environment.set_by_up import require_none_set_by_up
from tracing_sandbox.settings import Settings, read_settings
from tracing_sandbox.unknown_settings import require_no_slip


def read_checked_settings() -> Settings:
    """Read all settings; SandboxError for whatever would not work, before anything is installed."""
    require_no_slip()
    require_none_set_by_up()
    settings = read_settings()
    second_backend_environ(settings.second_otlp_endpoint, settings.second_otlp_headers)
    require_no_loop(settings)
    read_configs(settings)
    return settings
