"""Turns the settings for a second OTLP backend into what `collector-config.yaml` reads."""

import json
from urllib.parse import urlsplit

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.settings import is_http_address

VARIABLE = "SANDBOX_SECOND_OTLP_ENDPOINT"
EXPORTER = "otlp_http/second"
# The Collector checks exporters that no pipeline uses as well; this address is never called.
UNSET_ENDPOINT = "http://unset.invalid"
# What the Collector adds itself.
PATH = "/v1/traces"
GRPC_PORT = 4317
NEXT_STEP = "Set it to what was expected, or unset it."


def second_backend_environ(endpoint: str, headers: str) -> dict[str, str]:
    """Return the three variables with which the Collector sends every span to a second backend.

    An empty one counts as unset, where the Collector on its own would refuse it. SandboxError for
    a wrong one names the variable; headers may hold a key, so their values are not repeated in it.
    """
    check_endpoint(endpoint)
    check_headers(headers)
    return {
        "SANDBOX_SECOND_EXPORTERS": f"[{EXPORTER}]" if endpoint else "[nop]",
        VARIABLE: without_path(endpoint) or UNSET_ENDPOINT,
        "SANDBOX_SECOND_OTLP_HEADERS": headers or "null",
    }


def without_path(endpoint: str) -> str:
    """Return the endpoint as the Collector wants it: other senders are told the whole address."""
    return endpoint.rstrip("/").removesuffix(PATH).rstrip("/")


def check_endpoint(endpoint: str) -> None:
    """Raise SandboxError unless it is unset or the address of an OTLP/HTTP backend."""
    if endpoint and not (is_http_address(endpoint) and is_base(endpoint)):
        raise SandboxError(
            f"{VARIABLE} is {endpoint!r}; expected the address of an OTLP/HTTP "
            "backend, e.g. https://api.example.com or http://127.0.0.1:9318.",
            NEXT_STEP,
        )


def is_base(endpoint: str) -> bool:
    """Tell whether a path can follow: the Collector adds it at the end."""
    parts = urlsplit(endpoint)
    try:
        return parts.port != 0 and not (parts.query or parts.fragment)
    except ValueError:
        return False


def find_doubt(endpoint: str) -> str | None:
    """Say what is probably wrong with an endpoint that may be right."""
    if endpoint and urlsplit(endpoint).port == GRPC_PORT:
        return (
            f"{VARIABLE}={endpoint}: {GRPC_PORT} is usually the port of gRPC, which is not spoken "
            f"here. For HTTP it is usually {GRPC_PORT + 1}."
        )
    return None


def check_headers(headers: str) -> None:
    """Raise SandboxError unless they are unset or a JSON object of texts."""
    try:
        found = json.loads(headers or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise SandboxError(
            "SANDBOX_SECOND_OTLP_HEADERS is no JSON object of texts; "
            """expected e.g. {"x-api-key": "secret"}.""",
            NEXT_STEP,
        )
