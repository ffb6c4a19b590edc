"""The `OTEL_*` values that a service starts with where its environment names none."""

import os

DEFAULTS = {
    "OTEL_SEMCONV_STABILITY_OPT_IN": "http,database",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
    # An unreachable Collector holds a stopping service for this long (seconds).
    "OTEL_EXPORTER_OTLP_TIMEOUT": "5",
    "OTEL_BSP_SCHEDULE_DELAY": "500",
    "OTEL_BSP_MAX_QUEUE_SIZE": "8192",
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "2048",
    "OTEL_PYTHON_LOG_AUTO_INSTRUMENTATION": "false",
}


def set_defaults(service_name: str) -> None:
    """Fill in every `OTEL_*` variable that the environment leaves out.

    Call it before any instrumentation is imported: they read these names once.
    """
    for key, value in {**DEFAULTS, "OTEL_SERVICE_NAME": service_name}.items():
        os.environ.setdefault(key, value)
