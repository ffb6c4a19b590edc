"""A home may have any name that a folder may have."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tracing_sandbox.running.trial import open_trial

AWKWARD = "r3#x?y %41%d ;z'q\" $HOME: {é} \\1"


@pytest.fixture
def short_path() -> Iterator[Path]:
    """Give a folder that leaves room for a long name in a socket's path."""
    with TemporaryDirectory(prefix="sandbox-") as directory:
        yield Path(directory).resolve()


def test_sandbox_lives_in_a_home_of_any_name(short_path: Path) -> None:
    with open_trial(short_path / AWKWARD) as sandbox:
        assert sandbox.run("order").returncode == 0
        files = {file.name for file in (sandbox.home / "data").glob("*.sqlite3")}
        assert files == {"frontend.sqlite3", "inventory.sqlite3"}
        assert list(short_path.iterdir()) == [sandbox.home]
        assert sandbox.run("restart", "inventory").returncode == 0
        assert sandbox.run("reset", "--yes").returncode == 0
        assert sandbox.run("order").returncode == 0
        assert "gunicorn" in sandbox.run("logs", "frontend").stdout
