"""Turn the settings for a second OTLP backend into what `collector-config.yaml` reads."""

import json

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.settings import is_http_address

# The Collector checks exporters that no pipeline uses as well; this address is never called.
UNSET_ENDPOINT = "http://unset.invalid"
NEXT_STEP = "Set it to what was expected, or unset it."


def second_backend_environ(endpoint: str, headers: str) -> dict[str, str]:
    """Return the three variables with which the Collector sends every span to a second backend.

    An empty one counts as unset, where the Collector on its own would refuse it. SandboxError for
    a wrong one names the variable; headers may hold a key, so their values are not repeated in it.
    """
    check_endpoint(endpoint)
    check_headers(headers)
    return {
        "SANDBOX_SECOND_EXPORTERS": "[otlp_http/second]" if endpoint else "[nop]",
        "SANDBOX_SECOND_OTLP_ENDPOINT": endpoint or UNSET_ENDPOINT,
        "SANDBOX_SECOND_OTLP_HEADERS": headers or "null",
    }


def check_endpoint(endpoint: str) -> None:
    """Raise SandboxError unless it is unset or the address of an OTLP/HTTP backend."""
    if endpoint and not is_http_address(endpoint):
        raise SandboxError(
            f"SANDBOX_SECOND_OTLP_ENDPOINT is {endpoint!r}; expected the address of an OTLP/HTTP "
            "backend without /v1/traces, e.g. https://api.example.com or http://127.0.0.1:9318.",
            NEXT_STEP,
        )


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
