"""The parts of the sandbox as data: what runs, in which order, and how it says that it is well."""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.invocation import find_command_anywhere, typed
from tracing_sandbox.running.configs.files import config_options
from tracing_sandbox.running.environment.protocol import otlp_port
from tracing_sandbox.running.home import data_directory
from tracing_sandbox.running.ports import open_to_others
from tracing_sandbox.settings import Settings

# One after the other, so that requests end and spans still find their way.
STOP_STAGES = (("frontend",), ("inventory", "thirdparty"), ("collector", "jaeger", "postgresql"))
POSTGRESQL_SOCKET = ".s.PGSQL.5432"
PLAIN_PATH = re.compile(r"[\w/.+-]+")


@dataclass(frozen=True)
class Part:
    """One process (with its children) of the sandbox.

    `address` is what a person or another part connects to; `health` is the URL, or the path of a
    Unix socket, that answers once the part is well; `ports` maps each port to its setting.
    Parts start together, in this `order`; they stop in `STOP_STAGES`.
    """

    name: str
    command: tuple[str, ...]
    order: int
    address: str
    health: str
    ports: dict[int, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Binaries:
    """Where the real Collector and Jaeger are."""

    collector: Path
    jaeger: Path


def list_parts(settings: Settings, binaries: Binaries, database: str) -> list[Part]:
    """List the parts in the order of their start; `database` is sqlite or postgresql."""
    parts = [
        jaeger(settings, binaries.jaeger),
        collector(settings, binaries.collector),
        thirdparty(settings),
        inventory(settings, database_url(settings.home, database, "inventory")),
        frontend(settings, database_url(settings.home, database, "frontend")),
    ]
    return [postgresql(settings.home), *parts] if database == "postgresql" else parts


def database_url(home: Path, database: str, name: str) -> str:
    """Return the URL of one service's own database.

    An SQLite file is named as the parts find it, which run in the home: the home's own path may
    hold what a URL reads otherwise, `#` or `?`.
    """
    data = data_directory(home)
    if database == "postgresql":
        return f"postgresql://postgres@/{name}?host={data / 'postgresql'}"
    return f"sqlite:///{data.relative_to(home) / name}.sqlite3"


def postgresql(home: Path) -> Part:
    """Describe PostgreSQL: it listens on a Unix socket only.

    Raises SandboxError for a path that would not reach its server: pg_ctl hands it to a shell.
    """
    directory = data_directory(home) / "postgresql"
    if not PLAIN_PATH.fullmatch(str(directory)):
        raise SandboxError(
            f"PostgreSQL cannot keep its data in {directory}: it takes letters, digits and "
            "/ . _ - + only.",
            f"Set SANDBOX_HOME to a path of these, or use SQLite: {typed('up --database sqlite')}",
        )
    return Part(
        name="postgresql",
        command=(sys.executable, "-m", "tracing_sandbox.running.postgresql", str(directory)),
        order=10,
        address=str(directory),
        health=str(directory / POSTGRESQL_SOCKET),
    )


def postgresql_server_pid(address: str) -> int | None:
    """Return the process id of PostgreSQL's server, which is a daemon: no child of its part."""
    try:
        return int((Path(address) / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def jaeger(settings: Settings, binary: Path) -> Part:
    """Describe Jaeger: it stores the spans and serves them."""
    return Part(
        name="jaeger",
        command=(str(binary), *config_options(settings, "jaeger")),
        order=20,
        address=settings.url_at(settings.jaeger_port),
        health=f"{settings.url_at(settings.jaeger_health_port)}/status",
        ports={
            settings.jaeger_port: "SANDBOX_JAEGER_PORT",
            settings.jaeger_otlp_port: "SANDBOX_JAEGER_OTLP_PORT",
            settings.jaeger_health_port: "SANDBOX_JAEGER_HEALTH_PORT",
        },
    )


def collector(settings: Settings, binary: Path) -> Part:
    """Describe the Collector: every span passes through it on its way to Jaeger."""
    return Part(
        name="collector",
        command=(str(binary), *config_options(settings, "collector")),
        order=30,
        address=settings.url_at(otlp_port(settings)),
        health=f"{settings.url_at(settings.collector_health_port)}/",
        ports={
            settings.otlp_grpc_port: "SANDBOX_OTLP_GRPC_PORT",
            settings.otlp_http_port: "SANDBOX_OTLP_HTTP_PORT",
            settings.collector_health_port: "SANDBOX_COLLECTOR_HEALTH_PORT",
            settings.collector_metrics_port: "SANDBOX_COLLECTOR_METRICS_PORT",
        },
        environment={"SANDBOX_JAEGER_HOST": settings.near_host},
    )


def thirdparty(settings: Settings) -> Part:
    """Describe the third party."""
    return service("thirdparty", settings, settings.thirdparty_port, order=40)


def inventory(settings: Settings, url: str) -> Part:
    """Describe the inventory."""
    return service(
        "inventory",
        settings,
        settings.inventory_port,
        order=50,
        SANDBOX_INVENTORY_DATABASE_URL=url,
        SANDBOX_THIRDPARTY_URL=settings.thirdparty_url or settings.url_at(settings.thirdparty_port),
    )


def frontend(settings: Settings, url: str) -> Part:
    """Describe the frontend."""
    return service(
        "frontend",
        settings,
        settings.frontend_port,
        order=60,
        SANDBOX_FRONTEND_DATABASE_URL=url,
        SANDBOX_INVENTORY_URL=settings.inventory_url or settings.url_at(settings.inventory_port),
        SANDBOX_COMMAND=find_command_anywhere(),
        SANDBOX_JAEGER_URL=settings.jaeger_url or settings.url_at(settings.jaeger_port),
        **jaeger_page(settings),
        SANDBOX_COLLECTOR_METRICS_URL=settings.url_at(settings.collector_metrics_port),
    )


def jaeger_page(settings: Settings) -> dict[str, str]:
    """Tell the shop where a browser on any machine finds Jaeger, unless somebody has said so."""
    if settings.jaeger_url or settings.jaeger_public_url:
        return {}
    address = open_to_others(settings.url_at(settings.jaeger_port), settings.host)
    return {"SANDBOX_JAEGER_PUBLIC_URL": address}


def service(name: str, settings: Settings, port: int, order: int, **environment: str) -> Part:
    """Describe one of our three services; all are started the same way."""
    address = settings.url_at(port)
    return Part(
        name=name,
        command=(sys.executable, "-m", name),
        order=order,
        address=address,
        health=f"{address}/healthz",
        ports={port: f"SANDBOX_{name.upper()}_PORT"},
        environment={"OTEL_SERVICE_NAME": name, **environment},
    )
