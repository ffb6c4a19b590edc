"""Tells the `SANDBOX_*` variables that nobody reads: most are settings with a slip in the name."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.settings import PREFIX, Settings

# What others read than the tool's own `Settings`: services, Locust, installation, containers.
OF_OTHERS = frozenset(
    {
        "SANDBOX_CACHE",
        "SANDBOX_COLLECTOR_METRICS_URL",
        "SANDBOX_COMMAND",
        "SANDBOX_DATABASE_START_TIMEOUT_S",
        "SANDBOX_DATABASE_TIMEOUT_S",
        "SANDBOX_FRONTEND_DATABASE_URL",
        "SANDBOX_FRONTEND_THREADS",
        "SANDBOX_INVENTORY_DATABASE_URL",
        "SANDBOX_INVENTORY_THREADS",
        "SANDBOX_INVENTORY_TIMEOUT_S",
        "SANDBOX_JAEGER",
        "SANDBOX_JAEGER_MAX_TRACES",
        "SANDBOX_JAEGER_MEMORY",
        "SANDBOX_LOCUST_PORT",
        "SANDBOX_OTELCOL",
        "SANDBOX_POSTGRES_PASSWORD",
        "SANDBOX_RELEASES_URL",
        "SANDBOX_SECRET_KEY",
        "SANDBOX_SLOW_MS",
        "SANDBOX_THIRDPARTY_LATENCY_MS",
        "SANDBOX_THIRDPARTY_SEED",
        "SANDBOX_THIRDPARTY_THREADS",
        "SANDBOX_THIRDPARTY_TIMEOUT_S",
        "SANDBOX_TRACE_LOG",
    }
)
# What `up` and the compose file tell the parts; nobody else sets these.
INTERNAL = frozenset(
    {
        "SANDBOX_ALLOWED_ORIGINS",
        "SANDBOX_JAEGER_HOST",
        "SANDBOX_PART_OF",
        "SANDBOX_QUEUE_DIR",
        "SANDBOX_SECOND_EXPORTERS",
        "SANDBOX_TRACES_DIR",
    }
)
OF_TESTS = frozenset(
    {"SANDBOX_E2E_FRONTEND_URL", "SANDBOX_E2E_JAEGER_URL", "SANDBOX_TEST_EXAMPLES"}
)
SETTINGS = OF_OTHERS | {PREFIX + name.upper() for name in Settings.model_fields}
KNOWN = SETTINGS | INTERNAL | OF_TESTS

# How alike two names are without their prefix, as difflib measures it. A slip leaves most of a
# name: THIRDPARTY_LATENCY. What is only near may be another program's.
SLIP, NEAR = 0.8, 0.6


class Unknown(NamedTuple):
    """A variable that nobody reads, and the setting that its name is nearest to, if any is near."""

    name: str
    meant: str | None

    @property
    def is_slip(self) -> bool:
        """Tell whether it is surely one of our settings, misspelt."""
        return find_meant(self.name, SLIP) is not None

    def __str__(self) -> str:
        if self.meant:
            return f"{self.name} is no setting. Did you mean {self.meant}?"
        return f"{self.name} is no setting: nobody here reads it."


def find_unknown(environ: Mapping[str, str] = os.environ) -> list[Unknown]:
    """Find them, in whatever case they are written; an empty one counts as unset."""
    return [
        Unknown(name, find_meant(name, NEAR))
        for name in sorted(environ)
        if environ[name] and name.upper().startswith(PREFIX) and name not in KNOWN
    ]


def find_meant(name: str, likeness: float) -> str | None:
    """Find the setting with the nearest name, both without their prefix."""
    settings = sorted(each.removeprefix(PREFIX) for each in SETTINGS)
    own = name.upper().removeprefix(PREFIX)
    near = get_close_matches(own, settings, n=1, cutoff=likeness)
    return PREFIX + near[0] if near else None


def require_no_slip(environ: Mapping[str, str] = os.environ) -> None:
    """Raise SandboxError for settings that are misspelt: nobody would obey them."""
    slips = [str(unknown) for unknown in find_unknown(environ) if unknown.is_slip]
    if slips:
        raise SandboxError(
            "\n".join(slips), "Unset it, or set the other one; docs/settings.md lists them all."
        )
