"""What the parts are told, wherever the home is."""

from pathlib import Path

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.parts import database_url, postgresql
from tracing_sandbox.settings import Settings


def test_parts_find_their_database_from_the_home_whatever_its_name_is() -> None:
    settings = Settings(home=Path("/tmp/a#b?c%41"))
    assert database_url(settings, "sqlite", "frontend") == "sqlite:///data/frontend.sqlite3"


@pytest.mark.parametrize("name", ["a b", "a#b", "a?b", "$(a)", "a;b", "it's"])
def test_postgresql_refuses_a_home_that_a_shell_would_read_otherwise(name: str) -> None:
    with pytest.raises(SandboxError, match="PostgreSQL cannot keep its data in"):
        postgresql(Settings(home=Path("/tmp") / name))


def test_postgresql_takes_a_plain_home() -> None:
    settings = Settings(home=Path("/home/Zoë/trace-box_1.2+3"))
    assert postgresql(settings).address == "/home/Zoë/trace-box_1.2+3/data/postgresql"
