"""The `OTEL_*` variables: what is left out is filled in, and what cannot work ends the process."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from urllib.parse import urlsplit

DEFAULTS = {
    "OTEL_SEMCONV_STABILITY_OPT_IN": "http,database",
    "OTEL_TRACES_EXPORTER": "otlp",
    # An unreachable Collector holds a stopping service for this long (seconds).
    "OTEL_EXPORTER_OTLP_TIMEOUT": "5",
    "OTEL_BSP_SCHEDULE_DELAY": "500",
    "OTEL_BSP_MAX_QUEUE_SIZE": "8192",
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "2048",
    "OTEL_PYTHON_LOG_AUTO_INSTRUMENTATION": "false",
}
DEFAULT_PROTOCOL = "http/protobuf"
# Each protocol with the variable of its port, and the default.
COLLECTOR_PORTS = {
    DEFAULT_PROTOCOL: ("SANDBOX_OTLP_HTTP_PORT", 4318),
    "grpc": ("SANDBOX_OTLP_GRPC_PORT", 4317),
}
# https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration
SAMPLERS = (
    "always_on",
    "always_off",
    "traceidratio",
    "parentbased_always_on",
    "parentbased_always_off",
    "parentbased_traceidratio",
)
EXPORTERS = ("otlp", "console", "none", "")


def set_defaults(service_name: str) -> None:
    """Fill in every `OTEL_*` variable that the environment leaves out or empty.

    Call it before any library is instrumented: they read these names once.
    """
    _variable, port = COLLECTOR_PORTS.get(protocol(), COLLECTOR_PORTS[DEFAULT_PROTOCOL])
    endpoints = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}"}
    names = {} if names_service() else {"OTEL_SERVICE_NAME": service_name}
    for key, value in {**DEFAULTS, **endpoints, **names}.items():
        if not os.environ.get(key):
            os.environ[key] = value


def names_service() -> bool:
    """Tell whether the environment names the service among its resource attributes.

    `OTEL_SERVICE_NAME` goes before that, so that setting it would hide the name.
    """
    attributes = os.environ.get("OTEL_RESOURCE_ATTRIBUTES", "").split(",")
    return any(attribute.partition("=")[0].strip() == "service.name" for attribute in attributes)


def protocol() -> str:
    """Return the OTLP protocol that is chosen for spans."""
    keys = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
    return first_set(keys) or DEFAULT_PROTOCOL


def endpoint() -> str:
    """Return the address that the exporter will choose."""
    return first_set(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"))


def first_set(keys: tuple[str, ...]) -> str:
    """Return the first variable that holds something."""
    return next((os.environ[key] for key in keys if os.environ.get(key)), "")


def check_environment() -> None:
    """End the process, naming the variable, where tracing could not start with it.

    A service calls this before it imports the API, which would raise in the midst of an import.
    """
    with naming_the_cause():
        check_propagators(os.environ.get("OTEL_PROPAGATORS", ""))
        check_exporters(os.environ.get("OTEL_TRACES_EXPORTER", ""))
        check_sampler()
        check_protocol()


@contextmanager
def naming_the_cause() -> Iterator[None]:
    """Turn a ValueError of ours or of the SDK's into one line, and the end of the process."""
    try:
        yield
    except ValueError as error:
        sys.exit(f"Tracing cannot start: {error} Look at the OTEL_* variables.")


def check_propagators(names: str) -> None:
    """Raise ValueError for a propagator that is not installed."""
    known = [found.name for found in entry_points(group="opentelemetry_propagator")]
    chosen = [name.strip() for name in names.split(",")] if names else []
    if any(name not in known and name.lower() != "none" for name in chosen):
        raise ValueError(
            f"OTEL_PROPAGATORS={names}: expected some of {', '.join(sorted(known))}, or none."
        )


def check_exporters(names: str) -> None:
    """Raise ValueError for an exporter that we do not bring."""
    unknown = sorted({name.strip() for name in names.split(",")} - set(EXPORTERS))
    if unknown:
        raise ValueError(
            f"OTEL_TRACES_EXPORTER names {', '.join(unknown)}: expected otlp, console or none."
        )


def check_sampler() -> None:
    """Raise ValueError for a sampler that the SDK would silently replace by its default."""
    name = os.environ.get("OTEL_TRACES_SAMPLER", "").strip().lower()
    if name and name not in SAMPLERS:
        raise ValueError(f"OTEL_TRACES_SAMPLER={name}: expected one of {', '.join(SAMPLERS)}.")
    ratio = os.environ.get("OTEL_TRACES_SAMPLER_ARG", "")
    if ratio and name.endswith("traceidratio") and not is_ratio(ratio):
        raise ValueError(f"OTEL_TRACES_SAMPLER_ARG={ratio}: expected a number from 0 to 1.")


def is_ratio(text: str) -> bool:
    """Tell whether a text is a number from 0 to 1."""
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def check_protocol() -> None:
    """Raise ValueError for a protocol that we do not bring, or the Collector's port for the other.

    Only where spans are sent at all; what listens at a port far away is not known here.
    """
    if not sends_spans():
        return
    chosen = protocol()
    if chosen not in COLLECTOR_PORTS:
        raise ValueError(f"The OTLP protocol is {chosen}: expected {' or '.join(COLLECTOR_PORTS)}.")
    address = urlsplit(endpoint())
    others = {collector_port(name) for name in COLLECTOR_PORTS if name != chosen}
    if is_near(address.hostname or "") and address.port in others:
        raise ValueError(
            f"The endpoint {endpoint()} is not for {chosen}, which goes to port "
            f"{collector_port(chosen)}."
        )


def sends_spans() -> bool:
    """Tell whether the SDK is on and an OTLP exporter chosen."""
    disabled = os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true"
    names = os.environ.get("OTEL_TRACES_EXPORTER") or DEFAULTS["OTEL_TRACES_EXPORTER"]
    return not disabled and "otlp" in [name.strip() for name in names.split(",")]


def collector_port(name: str) -> int:
    """Return the port on which the sandbox's Collector takes a protocol."""
    variable, default = COLLECTOR_PORTS[name]
    return int(os.environ.get(variable) or default)


def is_near(host: str) -> bool:
    """Tell a Collector on this machine or in this network of containers from one far away."""
    ours = os.environ.get("SANDBOX_HOST")
    return "." not in host or host.startswith("127.") or host == ours
