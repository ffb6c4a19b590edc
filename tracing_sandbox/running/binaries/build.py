"""Build a tool from its pinned manifest with Go, where no release archive can be had."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tracing_sandbox.running.binaries.command import OnLine, ignore_line, run_command
from tracing_sandbox.running.binaries.go import find_go, go_environ, temporary
from tracing_sandbox.running.binaries.manifests import MANIFESTS
from tracing_sandbox.running.binaries.progress import Progress, Report
from tracing_sandbox.running.binaries.settings import BinarySettings
from tracing_sandbox.running.binaries.tool import Tool

STEP_SECONDS = 60 * 60


@dataclass(frozen=True)
class Build:
    """One build: which Go, where it works and writes down what it does."""

    go: Path
    home: Path
    directory: Path
    log: Path

    def run(self, *arguments: str, on_line: OnLine = ignore_line) -> None:
        """Run one `go` command."""
        run_command(
            [str(self.go), *arguments],
            directory=self.directory,
            environ=go_environ(self.go, self.home),
            log=self.log,
            seconds=STEP_SECONDS,
            on_line=on_line,
        )


def build_tool(tool: Tool, settings: BinarySettings, binary: Path, report: Report) -> None:
    """Write a freshly built binary to a path.

    Modules and objects stay in the cache's `go` folder, so that the next try starts where this
    one stopped. Raises AttemptError, which names the log.
    """
    home, log = settings.cache / "go", log_of(tool, settings)
    shutil.rmtree(temporary(home), ignore_errors=True)
    temporary(home).mkdir(parents=True)
    go = find_go(tool, home, log, report)
    with sources(tool, home) as directory:
        build = Build(go, home, directory, log)
        prepare(tool, build, report)
        build = replace(build, directory=directory / tool.recipe.sources)
        packages = count_packages(tool, build, report)
        compile_packages(binary, tool, build, packages, report)


def log_of(tool: Tool, settings: BinarySettings) -> Path:
    """Return the log of a tool's build, empty."""
    log = settings.cache / "logs" / f"build-{tool.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("", encoding="utf-8")
    return log


@contextmanager
def sources(tool: Tool, home: Path) -> Iterator[Path]:
    """Copy the manifest to where Go may write beside it, and remove the copy afterwards."""
    directory = home / "sources" / tool.name
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(MANIFESTS / tool.recipe.manifest, directory)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def prepare(tool: Tool, build: Build, report: Report) -> None:
    """Let the tool's own builder write the sources, if it has one."""
    lines = itertools.count(1)

    def on_line(_: str) -> None:
        report(Progress(tool.name, "writing the sources", next(lines)))

    if tool.recipe.prepare:
        report(Progress(tool.name, "writing the sources"))
        build.run(*tool.recipe.prepare, on_line=on_line)


def count_packages(tool: Tool, build: Build, report: Report) -> int:
    """Return how many packages the build needs; to find out, Go downloads their modules."""
    modules: list[str] = []
    packages: list[str] = []

    def on_line(line: str) -> None:
        (modules if line.startswith("go: ") else packages).append(line)
        report(Progress(tool.name, "downloading modules for the build", len(modules)))

    build.run("list", "-deps", *tool.recipe.flags, tool.recipe.package, on_line=on_line)
    return len(packages)


def compile_packages(binary: Path, tool: Tool, build: Build, packages: int, report: Report) -> None:
    """Compile, counting the packages that `go build -v` names as it comes to them."""
    recipe, done = tool.recipe, itertools.count(1)

    def on_line(_: str) -> None:
        report(Progress(tool.name, f"building {recipe.version}", next(done), packages))

    report(Progress(tool.name, f"building {recipe.version}", 0, packages))
    linker = f"-ldflags={' '.join(('-s -w', *recipe.ldflags))}"
    arguments = ("-v", "-trimpath", f"-o={binary}", linker, *recipe.flags, recipe.package)
    build.run("build", *arguments, on_line=on_line)
