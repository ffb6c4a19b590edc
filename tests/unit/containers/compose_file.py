"""docker-compose.yml as data: its YAML, without Docker."""

import re
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[3]
DEFAULT = re.compile(r"\$\{(?P<name>\w+):-(?P<default>[^}]*)\}")
PUBLISHED = r"(\$\{SANDBOX_HOST.+?\}):(\$\{.+\}):(\d+)"
FILE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
PYTHON_SERVICES = ("frontend", "inventory", "thirdparty")


def published_ports() -> dict[str, tuple[str, int, int]]:
    """Return each port's variable, with its address, its default and the port inside."""
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    found = {}
    for port in published:
        address, variable, inside = re.fullmatch(PUBLISHED, port).groups()
        named = DEFAULT.fullmatch(variable)
        found[named["name"]] = (address, int(named["default"]), int(inside))
    return found
