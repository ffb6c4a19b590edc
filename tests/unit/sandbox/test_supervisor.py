"""supervisord's configuration holds commands and values as they are."""

import configparser
import shlex
from pathlib import Path

import pytest

from sandbox.parts import Part
from sandbox.supervisor import Supervisor


@pytest.mark.parametrize("value", ["plain", "a,b", "with space", 'a "quoted" one', "100%", "a\\b"])
def test_supervisor_hands_values_over_unchanged(tmp_path: Path, value: str) -> None:
    part = Part("one", ("/bin/echo", value), 1, "", "", environment={"KEY": value})
    config = configparser.RawConfigParser(strict=False)
    config.read_string(Supervisor(tmp_path).write_config([part]))
    section = config["program:one"]

    assert shlex.split(section["command"] % {}) == ["env", f"KEY={value}", "/bin/echo", value]
