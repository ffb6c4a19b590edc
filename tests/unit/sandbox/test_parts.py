"""What the parts are told, wherever the home is."""

from pathlib import Path

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.parts import database_url, postgresql


def test_parts_find_their_database_from_the_home_whatever_its_name_is() -> None:
    home = Path("/tmp/a#b?c%41")
    assert database_url(home, "sqlite", "frontend") == "sqlite:///data/frontend.sqlite3"


@pytest.mark.parametrize("name", ["a b", "a#b", "a?b", "$(a)", "a;b", "it's"])
def test_postgresql_refuses_a_home_that_a_shell_would_read_otherwise(name: str) -> None:
    with pytest.raises(SandboxError, match="PostgreSQL cannot keep its data in"):
        postgresql(Path("/tmp") / name)


def test_postgresql_takes_a_plain_home() -> None:
    home = Path("/home/Zoë/trace-box_1.2+3")
    assert postgresql(home).address == "/home/Zoë/trace-box_1.2+3/data/postgresql"
