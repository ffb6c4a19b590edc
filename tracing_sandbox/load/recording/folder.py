"""The folder of one run: its settings, its plan, its record, and what came of it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tracing_sandbox.errors import SandboxError, WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.load.recording.whole_file import write_whole

RUNS = "load"
# Names the newest run.
LAST = "last"


@dataclass(frozen=True)
class RunSettings:
    """What a run was asked for. `began_ns` is the moment, since 1970, from which plans count.

    `arrivals` is a kind of arrivals or the file that they were read from; `rate` counts requests a
    second, `mix` is the mix as its document has it. `mix_file` is where that was read from, empty
    for the usual one. `remote` says that the workers were on other machines.
    """

    run: str
    seed: int
    rate: float
    duration_s: float
    arrivals: str
    mix: Mapping[str, Any]
    workers: int
    began_ns: int = 0
    mix_file: str = ""
    remote: bool = False


@dataclass(frozen=True)
class RunFolder:
    """Where a run keeps its files."""

    path: Path

    @property
    def name(self) -> str:
        """Return how the run is named: as its folder is."""
        return self.path.name

    @property
    def plan(self) -> Path:
        """Return the file of the plan."""
        return self.path / "plan.jsonl"

    @property
    def requests(self) -> Path:
        """Return the file of the record."""
        return self.path / "requests.jsonl"

    @property
    def log(self) -> Path:
        """Return the file of what the generator says."""
        return self.path / "locust.log"

    @property
    def settings(self) -> Path:
        """Return the file of what the run was asked for."""
        return self.path / "run.json"

    @property
    def result(self) -> Path:
        """Return the file of what came of it."""
        return self.path / "result.json"

    def write_settings(self, settings: RunSettings) -> None:
        """Write what the run is asked for."""
        self._write(self.settings, json.dumps(asdict(settings), indent=2) + "\n")

    def read_settings(self) -> RunSettings:
        """Read it back."""
        return RunSettings(**json.loads(self.settings.read_text()))

    def write_result(self, document: Mapping[str, Any]) -> None:
        """Write what came of the run."""
        self._write(self.result, json.dumps(document, indent=1) + "\n")

    def read_result(self) -> dict[str, Any]:
        """Read it back."""
        return dict(json.loads(self.result.read_text()))

    def require_whole(self) -> None:
        """Raise WrongUsageError where the run cannot be read: it is too late once another ended."""
        try:
            self.read_result()
            self.read_settings()
        except (OSError, ValueError, TypeError) as error:
            raise WrongUsageError(
                f"The run in {self.path} cannot be read: {error}.", "Name another one."
            ) from error

    @contextmanager
    def writing(self, path: Path) -> Iterator[None]:
        """Make a SandboxError of what keeps a file of the run from being written."""
        try:
            yield
        except OSError as error:
            raise SandboxError(
                f"Cannot write {path}: {error.strerror or error}.",
                "Make room on that disk, or set SANDBOX_HOME to a folder on another one.",
            ) from error

    def _write(self, path: Path, text: str) -> None:
        """Write a file as a whole or not at all; SandboxError where that fails."""
        with self.writing(path):
            write_whole(path, text)


def runs_directory(home: Path) -> Path:
    """Return the folder that holds a folder for each run."""
    return home / RUNS


def find_run(home: Path, name: str) -> RunFolder:
    """Return a run by its name or its folder, or the `last` one; WrongUsageError lists some."""
    runs = runs_directory(home)
    known = sorted(path.parent.name for path in runs.glob("*/result.json"))
    if name == LAST and known:
        return RunFolder(runs / known[-1])
    for path in (runs / name, Path(name)):
        if (path / "result.json").is_file():
            return RunFolder(path)
    raise WrongUsageError(
        f"There is no run {name[:60]!r} in {runs}.",
        f"The newest are {', '.join(known[-3:])}." if known else f"Make one: {typed('load')}",
    )
