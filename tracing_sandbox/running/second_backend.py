"""Turn the settings for a second OTLP backend into what `collector-config.yaml` reads."""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

# The Collector checks exporters that no pipeline uses as well; this address is never called.
UNSET_ENDPOINT = "http://unset.invalid"


def second_backend_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the three variables with which the Collector sends every span to a second backend.

    Reads SANDBOX_SECOND_OTLP_ENDPOINT and SANDBOX_SECOND_OTLP_HEADERS; an empty one counts as
    unset, where the Collector on its own would refuse it. Raises ValueError, naming the variable;
    headers may hold a key, so their values are not repeated in it.
    """
    endpoint = environ.get("SANDBOX_SECOND_OTLP_ENDPOINT", "")
    headers = environ.get("SANDBOX_SECOND_OTLP_HEADERS", "")
    check_endpoint(endpoint)
    check_headers(headers)
    return {
        "SANDBOX_SECOND_EXPORTERS": exporters_for(endpoint),
        "SANDBOX_SECOND_OTLP_ENDPOINT": endpoint or UNSET_ENDPOINT,
        "SANDBOX_SECOND_OTLP_HEADERS": headers or "null",
    }


def exporters_for(endpoint: str | None) -> str:
    """Return what SANDBOX_SECOND_EXPORTERS, the end of the second pipeline, has to be."""
    return "[otlp_http/second]" if endpoint else "[nop]"


def check_endpoint(endpoint: str) -> None:
    """Raise ValueError unless an endpoint is unset or the address of an OTLP/HTTP backend."""
    parts = urlsplit(endpoint)
    if endpoint and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise ValueError(
            f"SANDBOX_SECOND_OTLP_ENDPOINT is {endpoint!r}; expected the address of an OTLP/HTTP "
            "backend without /v1/traces, e.g. https://api.example.com or http://127.0.0.1:9318"
        )


def check_headers(headers: str) -> None:
    """Raise ValueError unless headers are unset or a JSON object of texts."""
    try:
        found = json.loads(headers or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise ValueError(
            "SANDBOX_SECOND_OTLP_HEADERS is no JSON object of texts; "
            """expected e.g. {"x-api-key": "secret"}"""
        )
