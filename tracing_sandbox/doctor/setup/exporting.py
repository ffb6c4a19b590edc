"""Where a service's spans are sent to, and by which protocol: what its `OTEL_*` variables say."""

from collections.abc import Mapping
from typing import NamedTuple

Environ = Mapping[str, str]
HTTP = "http/protobuf"
GRPC = "grpc"
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
OWN_ENDPOINT = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
PATH = "/v1/traces"
DEFAULT_PORTS = {HTTP: 4318, GRPC: 4317}


class Exporting(NamedTuple):
    """A protocol, and the whole address that spans go to."""

    protocol: str
    endpoint: str


def read_exporting(environ: Environ) -> Exporting:
    """Read where an SDK with this environment sends spans.

    https://opentelemetry.io/docs/specs/otel/protocol/exporter/
    """
    protocol = first_set(environ, PROTOCOLS) or HTTP
    if own := environ.get(OWN_ENDPOINT):
        return Exporting(protocol, own)
    base = environ.get(ENDPOINT) or f"http://localhost:{DEFAULT_PORTS.get(protocol, 4318)}"
    return Exporting(protocol, base if protocol == GRPC else base.rstrip("/") + PATH)


def first_set(environ: Environ, names: tuple[str, ...]) -> str:
    """Return the first variable that holds something."""
    return next((environ[name] for name in names if environ.get(name)), "")


def exports_otlp(environ: Environ) -> bool:
    """Tell whether spans are made, and sent by OTLP: what the exporter's default is as well."""
    return not is_disabled(environ) and "otlp" in exporters(environ)


def exporters(environ: Environ) -> list[str]:
    """List the exporters of spans."""
    given = environ.get("OTEL_TRACES_EXPORTER") or "otlp"
    return [name.strip() for name in given.split(",")]


def is_disabled(environ: Environ) -> bool:
    """Tell whether the SDK is switched off."""
    return environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
