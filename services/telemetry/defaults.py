"""The `OTEL_*` values that a service starts with where its environment names none."""

import os

DEFAULTS = {
    "OTEL_SEMCONV_STABILITY_OPT_IN": "http,database",
    "OTEL_TRACES_EXPORTER": "otlp",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
    # An unreachable Collector holds a stopping service for this long (seconds).
    "OTEL_EXPORTER_OTLP_TIMEOUT": "5",
    "OTEL_BSP_SCHEDULE_DELAY": "500",
    "OTEL_BSP_MAX_QUEUE_SIZE": "8192",
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "2048",
    "OTEL_PYTHON_LOG_AUTO_INSTRUMENTATION": "false",
}


def set_defaults(service_name: str) -> None:
    """Fill in every `OTEL_*` variable that the environment leaves out or empty.

    Call it before any instrumentation is imported: they read these names once.
    """
    names = {} if names_service() else {"OTEL_SERVICE_NAME": service_name}
    for key, value in {**DEFAULTS, **names}.items():
        if not os.environ.get(key):
            os.environ[key] = value


def names_service() -> bool:
    """Tell whether the environment names the service among its resource attributes.

    `OTEL_SERVICE_NAME` goes before that, so that setting it would hide the name.
    """
    attributes = os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "").split(",")
    return any(attribute.partition("=")[0].strip() == "service.name" for attribute in attributes)
