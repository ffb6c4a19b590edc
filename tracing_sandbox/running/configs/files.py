"""Which configuration files Collector and Jaeger are started with, and what these hold."""

from pathlib import Path

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.settings import PROJECT, Settings

CONFIGURED = ("collector", "jaeger")
ON_DISK = PROJECT / "jaeger-on-disk.yaml"


def own_config(settings: Settings, part: str) -> Path | None:
    """Return the file that somebody has named for a part."""
    return {"collector": settings.collector_config, "jaeger": settings.jaeger_config}[part]


def list_configs(settings: Settings, part: str) -> list[Path]:
    """List the files that a part is started with; a later one goes before an earlier one."""
    first = own_config(settings, part) or PROJECT / f"{part}-config.yaml"
    return [first, ON_DISK] if part == "jaeger" and settings.jaeger_ttl else [first]


def config_options(settings: Settings, part: str) -> tuple[str, ...]:
    """Return the options that name a part's files."""
    files = list_configs(settings, part)
    return tuple(option for file in files for option in ("--config", str(file)))


def read_configs(settings: Settings) -> dict[str, dict[str, str]]:
    """Read what each part's files hold, by part and description; SandboxError names a bad one.

    What is not text is read all the same: the part says better what is wrong with it. The file that
    SANDBOX_JAEGER_TTL adds is told by that.
    """
    return {
        part: {
            describe_config(settings, part): read_config(
                settings, part, list_configs(settings, part)[0]
            )
        }
        for part in CONFIGURED
    }


def read_config(settings: Settings, part: str, file: Path) -> str:
    """Read one file; SandboxError where that is not possible."""
    try:
        return file.read_bytes().decode(errors="surrogateescape")
    except OSError as error:
        raise SandboxError(
            f"{describe_config(settings, part)} cannot be read: {error.strerror}.",
            f"Name a file of yours, or unset it for {part}-config.yaml.",
        ) from error


def describe_config(settings: Settings, part: str) -> str:
    """Say which file it is, and which setting named it."""
    own = own_config(settings, part)
    return f"SANDBOX_{part.upper()}_CONFIG={own}" if own else f"{part}-config.yaml"
