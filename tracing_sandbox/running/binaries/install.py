"""Hand over a tool's binary by the first way that works; `sandbox up` starts it."""

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from tracing_sandbox.running.binaries.archive import fetch_release
from tracing_sandbox.running.binaries.build import build_tool
from tracing_sandbox.running.binaries.errors import Attempt, AttemptError, InstallError
from tracing_sandbox.running.binaries.lock import locked
from tracing_sandbox.running.binaries.manifests import fingerprint
from tracing_sandbox.running.binaries.progress import Progress, Report, ignore_progress
from tracing_sandbox.running.binaries.settings import BinarySettings
from tracing_sandbox.running.binaries.tool import COLLECTOR, JAEGER, Tool, current_platform
from tracing_sandbox.running.binaries.version import ask_version

LOCK_SECONDS = 60 * 60

Way = Callable[[Path], None]


def install_binaries(
    tools: Iterable[Tool] = (COLLECTOR, JAEGER),
    settings: BinarySettings | None = None,
    report: Report = ignore_progress,
) -> dict[str, Path]:
    """Return the path of each tool's binary by the tool's name, installing what is missing.

    What only the builds needed is removed once every tool is there. Raises InstallError.
    """
    settings = settings or BinarySettings.from_environ()
    paths = {tool.name: install_binary(tool, settings, report) for tool in tools}
    remove_build_files(settings, report)
    return paths


def install_binary(
    tool: Tool, settings: BinarySettings | None = None, report: Report = ignore_progress
) -> Path:
    """Return the path of a tool's binary, installing it first where it is missing.

    The user's own binary, the cache, the official release and a build are tried in this order.
    Raises InstallError with all that was tried.
    """
    settings = settings or BinarySettings.from_environ()
    own = settings.own_path(tool)
    if own:
        return checked_own(tool, own)
    return cached(tool, settings) or install_locked(tool, settings, report)


def checked_own(tool: Tool, own: Path) -> Path:
    """Return the user's own binary; one that does not work is an error, not passed over."""
    try:
        ask_version(own)
    except AttemptError as error:
        raise InstallError(
            tool.title,
            (Attempt(tool.variable, str(error)),),
            f"Set {tool.variable} to a working binary, or unset it to have one installed.",
        ) from error
    return own


def cached(tool: Tool, settings: BinarySettings) -> Path | None:
    """Return the binary in the cache, a release's before a built one."""
    for path in (release_path(tool, settings), built_path(tool, settings)):
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None


def release_path(tool: Tool, settings: BinarySettings) -> Path:
    """Return where a release's binary is kept."""
    return settings.binaries / f"{tool.name}-{tool.archive.version}-{current_platform()}"


def built_path(tool: Tool, settings: BinarySettings) -> Path:
    """Return where a built binary is kept; another manifest makes another one."""
    built = f"built.{fingerprint(tool.recipe.manifest)}"
    return settings.binaries / f"{tool.name}-{tool.recipe.version}-{built}-{current_platform()}"


def install_locked(tool: Tool, settings: BinarySettings, report: Report) -> Path:
    """Install a tool while no other process does."""
    try:
        with lock(settings, tool.name, report):
            return cached(tool, settings) or install(tool, settings, report)
    except AttemptError as error:
        raise failure(tool, settings, (Attempt("waiting", str(error)),)) from error
    except OSError as error:
        reason = f"{error.filename or settings.cache}: {error.strerror}"
        raise failure(tool, settings, (Attempt("writing to the cache", reason),)) from error


def install(tool: Tool, settings: BinarySettings, report: Report) -> Path:
    """Try the ways that make a binary, in their order."""
    ways: tuple[tuple[str, Path, Way], ...] = (
        ("release archive", release_path(tool, settings), release_way(tool, settings, report)),
        ("build with Go", built_path(tool, settings), build_way(tool, settings, report)),
    )
    attempts = [Attempt("cache", f"nothing for it in {settings.binaries}")]
    for name, path, way in ways:
        try:
            return put_in_place(way, path)
        except (AttemptError, OSError) as error:
            attempts.append(Attempt(name, str(error)))
            report(Progress(tool.name, f"{name} failed"))
    raise failure(tool, settings, tuple(attempts))


def release_way(tool: Tool, settings: BinarySettings, report: Report) -> Way:
    """Return the way that takes the official release."""
    return lambda binary: fetch_release(tool, current_platform(), settings, binary, report)


def build_way(tool: Tool, settings: BinarySettings, report: Report) -> Way:
    """Return the way that builds."""
    return lambda binary: build_tool(tool, settings, binary, report)


def put_in_place(way: Way, path: Path) -> Path:
    """Make a binary beside its place, and move it there once it has told its version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        way(partial)
        ask_version(partial)
        return partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def failure(tool: Tool, settings: BinarySettings, attempts: tuple[Attempt, ...]) -> InstallError:
    """Return the error that ends an installation."""
    return InstallError(
        tool.title,
        attempts,
        f"Try again when the network is there: what was downloaded is kept in {settings.cache}. "
        f"Or set {tool.variable} to the path of a binary of your own.",
    )


def lock(settings: BinarySettings, name: str, report: Report) -> AbstractContextManager[None]:
    """Return the lock of the cache, which tells the user when it has to wait."""
    waiting = Progress(name, "waiting for another installation to finish")
    return locked(settings.cache / "install.lock", LOCK_SECONDS, lambda: report(waiting))


def remove_build_files(settings: BinarySettings, report: Report) -> None:
    """Remove Go's modules and objects, gigabytes, unless something still has to be built."""
    files = settings.cache / "go"
    tools = (COLLECTOR, JAEGER)
    if files.is_dir() and all(settings.own_path(tool) or cached(tool, settings) for tool in tools):
        with suppress(AttemptError), locked(settings.cache / "install.lock", 0, lambda: None):
            report(Progress("cache", "removing what only the builds needed"))
            shutil.rmtree(files, ignore_errors=True)
