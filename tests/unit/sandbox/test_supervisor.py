"""supervisord's configuration holds commands and values as they are."""

import shlex
from pathlib import Path

import pytest
from supervisor.options import ServerOptions

from tracing_sandbox.running.parts import Part
from tracing_sandbox.running.supervisor import Supervisor

AWKWARD = ["plain", "a,b", "with space", 'a "quoted" one', "it's", "100%", "a\\b", "a ;b", "; #c"]


def read_as_supervisor(home: Path, part: Part) -> ServerOptions:
    """Return what supervisord makes of the configuration for one part."""
    supervisor = Supervisor(home)
    supervisor.logs.mkdir(parents=True)
    supervisor.config.write_text(supervisor.write_config([part]))
    options = ServerOptions()
    options.realize(["-n", "-c", str(supervisor.config)])
    return options


@pytest.mark.parametrize("value", AWKWARD)
def test_supervisor_hands_values_over_unchanged(tmp_path: Path, value: str) -> None:
    part = Part("one", ("/bin/echo", value, "end"), 1, "", "", environment={"KEY": value})
    (group,) = read_as_supervisor(tmp_path, part).process_group_configs

    command = group.process_configs[0].command
    assert shlex.split(command) == ["env", f"KEY={value}", "/bin/echo", value, "end"]


@pytest.mark.parametrize("name", [*AWKWARD, "a#b?c", "%(here)s", "%41", " ;#"])
def test_supervisor_finds_a_home_of_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    options = read_as_supervisor(home, Part("one", ("/bin/true",), 1, "", ""))
    (program,) = options.process_group_configs[0].process_configs

    assert (program.directory, program.stdout_logfile) == (str(home), f"{home}/logs/one.log")
    assert options.pidfile == f"{home}/supervisord.pid"
    assert options.server_configs[0]["file"] == f"{home}/supervisor.sock"
