"""How spans are made and where they go, told to workers: those elsewhere have no Collector."""

import os
from collections.abc import Mapping

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
TOLD = (*ENDPOINTS, "OTEL_SDK_DISABLED", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG")


def read_own() -> dict[str, str]:
    """Read what workers are told."""
    return {name: value for name in TOLD if (value := os.environ.get(name))}


def names_endpoint() -> bool:
    """Tell whether this process's environment says where spans go."""
    return any(os.environ.get(name) for name in ENDPOINTS)


def take_over(told: Mapping[str, str]) -> None:
    """Set what the master told, where this process's environment does not say it."""
    kept = ENDPOINTS if names_endpoint() else ()
    for name, value in told.items():
        if name not in kept and not os.environ.get(name):
            os.environ[name] = value
