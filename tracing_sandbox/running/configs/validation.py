"""Has Collector and Jaeger check their own configuration, before anything starts."""

import json
import re
import subprocess
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.configs.files import (
    CONFIGURED,
    config_options,
    describe_config,
    own_config,
)
from tracing_sandbox.running.environment.protocol import otlp_port
from tracing_sandbox.running.environment.shared import shared_environment
from tracing_sandbox.running.parts import Binaries
from tracing_sandbox.settings import Settings

CHECK_S = 60
# What Jaeger logs around the error that it prints.
LOG_LINE = re.compile(r"\d{4}/\d\d/\d\d ")
ENDPOINT = re.compile(r"[^/]*:(\d+)")


def require_valid_configs(
    settings: Settings, binaries: Binaries, parts: Collection[str] = CONFIGURED
) -> None:
    """Raise SandboxError for a configuration with which a part would not start, or not be found."""
    environ = shared_environment(settings)
    programs = {"collector": binaries.collector, "jaeger": binaries.jaeger}
    for part, binary in ((part, programs[part]) for part in CONFIGURED if part in parts):
        ask(settings, part, [str(binary), "validate"], environ)
        if own_config(settings, part):
            order = [str(binary), "print-config", "--format=json"]
            require_ports(settings, part, ask(settings, part, order, environ))


def ask(settings: Settings, part: str, order: list[str], environ: Mapping[str, str]) -> str:
    """Ask a binary about its configuration, where and as it will run; return what it prints."""
    try:
        finished = subprocess.run(
            [*order, *config_options(settings, part)],
            env=dict(environ),
            cwd=settings.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=CHECK_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxError(
            f"{order[0]} does not check {describe_config(settings, part)}: {error}.",
            "See that this is the right program, and that it runs.",
        ) from error
    if finished.returncode:
        raise refused(settings, part, finished.stderr)
    return finished.stdout


def refused(settings: Settings, part: str, said: str) -> SandboxError:
    """Build the error that shows why a part refuses its configuration, in its own words."""
    lines = "\n".join(f"    {line}" for line in list(reason_lines(said)) or said.splitlines())
    return SandboxError(
        f"{describe_config(settings, part)} is refused by {part.capitalize()}:\n{lines}",
        "Mend it, then start again.",
    )


def reason_lines(said: str) -> Iterator[str]:
    """Give the lines of the error, without what is logged around it."""
    for line in said.partition("Error: ")[2].splitlines():
        if LOG_LINE.match(line):
            return
        if line.strip():
            yield line.removeprefix("failed to get config: ").strip()


def require_ports(settings: Settings, part: str, resolved: str) -> None:
    """Raise SandboxError where nothing in it listens at a port that others rely on."""
    taken = set(ports_of(active_components(json.loads(resolved))))
    missing = [name for name, port in needed_ports(settings, part).items() if port not in taken]
    if missing:
        names = ", ".join(f"${{env:{name}}}" for name in missing)
        raise SandboxError(
            f"{describe_config(settings, part)}: nothing in it listens at {names}, "
            "which the other parts and `up` ask.",
            f"Begin with a copy of {part}-config.yaml, and keep its receivers and extensions.",
        )


def needed_ports(settings: Settings, part: str) -> dict[str, int]:
    """Return the ports at which a part is asked, by their settings."""
    fields = {
        "collector": ["collector_health_port", otlp_port_field(settings)],
        "jaeger": ["jaeger_health_port", "jaeger_port", "jaeger_otlp_port"],
    }
    return {f"SANDBOX_{name.upper()}": getattr(settings, name) for name in fields[part]}


def otlp_port_field(settings: Settings) -> str:
    """Name the setting of the port that the services send their spans to."""
    return "otlp_grpc_port" if otlp_port(settings) == settings.otlp_grpc_port else "otlp_http_port"


def active_components(resolved: Mapping[str, Any]) -> list[Any]:
    """Return the extensions that are switched on, and the receivers that a pipeline has."""
    service = resolved.get("service") or {}
    pipelines = (service.get("pipelines") or {}).values()
    receivers = {name for pipeline in pipelines for name in pipeline.get("receivers") or []}
    chosen = [("receivers", name) for name in receivers]
    chosen += [("extensions", name) for name in service.get("extensions") or []]
    return [(resolved.get(kind) or {}).get(name) for kind, name in chosen]


def ports_of(value: Any) -> Iterator[int]:
    """Give the port of every address in a part of the configuration."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from ports_of(inner)
    elif isinstance(value, str) and (found := ENDPOINT.fullmatch(value)):
        yield int(found[1])
