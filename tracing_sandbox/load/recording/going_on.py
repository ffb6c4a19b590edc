"""One run at a time: two would be in each other's way, and each other's figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.load.recording.folder import RunFolder, runs_directory
from tracing_sandbox.running.home import locked, not_writable


@contextmanager
def only_run(home: Path) -> Iterator[RunFolder]:
    """Make the folder of a new run; SandboxError where another run of this home is going on."""
    runs = runs_directory(home)
    is_going_on = SandboxError(
        f"Another run is going on in {home}.", "Wait for it, or stop it with Ctrl-C there."
    )
    with locked(home, runs / "running.lock", is_going_on):
        folder = _make_folder(home, runs)
        try:
            yield folder
        finally:
            _remove_unless_sent(folder)


def _remove_unless_sent(folder: RunFolder) -> None:
    """Remove the folder of a run of which nothing was sent: nobody looks for it."""
    if not folder.requests.exists() or not folder.requests.stat().st_size:
        rmtree(folder.path, ignore_errors=True)


def _make_folder(home: Path, runs: Path) -> RunFolder:
    """Name the folder after the time, in UTC: so that runs are listed in their order."""
    path = runs / f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    try:
        path.mkdir(exist_ok=False)
    except FileExistsError:
        path = runs / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        path.mkdir()
    except OSError as error:
        raise not_writable(home, error) from error
    return RunFolder(path)
