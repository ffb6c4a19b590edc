"""The sandbox in containers, seen from one of them: how its parts answer, and what cannot be done.

docker-compose.yml says where each part is for the others.
"""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.running.health import is_well
from tracing_sandbox.settings import EnvironmentSettings

HEALTH = {
    "collector": "http://collector:13133/",
    "frontend": "http://frontend:8000/healthz",
    "inventory": "http://inventory:8001/healthz",
    "jaeger": "http://jaeger:13134/status",
    "postgres": "tcp://postgres:5432",
    "thirdparty": "http://thirdparty:8002/healthz",
}
COLLECTOR_METRICS = "http://collector:8888"
TIMEOUT_S = 5.0
# What Docker does in containers; the container of a service has no other one to start or stop.
OUTSIDE = {
    "up": "docker compose up --detach --wait",
    "down": "docker compose down",
    "stop": "docker compose down",
    "restart": "docker compose up --detach --wait --force-recreate",
    "reset": "docker compose down --volumes && docker compose up --detach --wait",
    "logs": "docker compose logs",
}

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")


class Place(EnvironmentSettings):
    """Where we run; the image of the services says that it is one."""

    in_container: bool = False


def in_container() -> bool:
    """Tell whether this is a container of the sandbox."""
    return Place.read().in_container


def native_only(command: Callable[Arguments, Returned]) -> Callable[Arguments, Returned]:
    """Make a command say in a container what to type outside instead."""

    @wraps(command)
    def guarded(*arguments: Arguments.args, **options: Arguments.kwargs) -> Returned:
        if in_container():
            raise WrongUsageError(
                f"`{command.__name__}` is for a sandbox without containers, and this is one.",
                f"Outside of it: {OUTSIDE[command.__name__]}",
            )
        return command(*arguments, **options)

    return guarded


def describe_containers() -> list[dict[str, Any]]:
    """Ask each part how it is, and describe it."""
    with ThreadPoolExecutor(len(HEALTH)) as pool:
        return list(pool.map(lambda name: describe_container(name, HEALTH[name]), HEALTH))


def describe_container(name: str, health: str) -> dict[str, Any]:
    """Describe a part by whether it answers."""
    address = urlsplit(health)
    ask = is_well if address.scheme == "http" else accepts_tcp
    return {
        "name": name,
        "state": "running" if ask(health, TIMEOUT_S) else "not answering",
        "address": f"{address.scheme}://{address.netloc}",
    }


def accepts_tcp(url: str, timeout_s: float) -> bool:
    """Tell whether somebody listens at a TCP address."""
    address = urlsplit(url)
    try:
        with socket.create_connection((address.hostname or "", address.port or 0), timeout_s):
            return True
    except OSError:
        return False
