"""Every command in the README and the pages beside it runs, as a reader meets them."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_blocks import blocks, labels
from tests.otlp_receiver import OtlpReceiver
from tests.waiting import wait_until
from tracing_sandbox.running.trial import TrialSandbox, clean_environment
from tracing_sandbox.settings import PROJECT

ACTIVATE = ". .venv/bin/activate\n"
ORDERED_BY = re.compile(r"see its trace: +(.+)")
LONGEST_S = 280
# A reader has neither activated the environment nor come by way of `make test`.
OF_OUR_OWN_SHELL = ("VIRTUAL_ENV", "MAKEFLAGS", "MFLAGS", "MAKELEVEL")
SECOND = "http://127.0.0.1:5318"


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[TrialSandbox]:
    sandbox = TrialSandbox.on_free_ports(tmp_path / "home")
    yield sandbox
    sandbox.down()


def path_without_the_project() -> str:
    """Return where a shell looks for programs before anybody activates the environment."""
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(each for each in folders if not each.startswith(str(PROJECT)))


def type_in_a_shell(reader: TrialSandbox, commands: str) -> str:
    """Type the commands into one shell in the project's folder; return what was printed."""
    environment = {**clean_environment(), **reader.environment}
    for name in OF_OUR_OWN_SHELL:
        environment.pop(name, None)
    environment["PATH"] = path_without_the_project()
    finished = subprocess.run(
        ["bash", "-e"],
        input=commands,
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert finished.returncode == 0, f"{finished.stdout}\n{finished.stderr}"
    return finished.stdout


def on_a_busy_machine(commands: str) -> str:
    """Let a run of `sandbox load` say that this machine was too busy for it to be valid."""
    return re.sub(r"^sandbox load .+$", r"\g<0> || test $? = 1", commands, flags=re.MULTILINE)


def test_readme_commands_all_succeed(reader: TrialSandbox) -> None:
    printed = type_in_a_shell(reader, on_a_busy_machine("\n".join(blocks(""))))
    (PROJECT / "report.html").unlink()
    assert len(re.findall(r"of (\d+) requests sent at .*, nothing lost;", printed)) == 2
    assert ORDERED_BY.findall(printed) == [".venv/bin/sandbox order"]
    assert re.search(r"\d s \(9\d %\) in thirdparty look_up_price", printed)
    activated = type_in_a_shell(reader, ACTIVATE + "sandbox up --detach")
    assert ORDERED_BY.findall(activated) == ["sandbox order"]
    (elsewhere,) = ORDERED_BY.findall(type_in_a_shell(reader, 'cd / && make -C "$OLDPWD" up'))
    assert "look_up_price" in type_in_a_shell(reader, f"cd / && {elsewhere}")


def test_readme_second_backend_gets_every_span_as_well(reader: TrialSandbox) -> None:
    (block,) = blocks("second-backend")
    second = OtlpReceiver().start()
    try:
        type_in_a_shell(reader, ACTIVATE + block.replace(SECOND, second.endpoint))
        ordered = json.loads(type_in_a_shell(reader, ACTIVATE + "sandbox order --json"))
        made = {span["span_id"] for span in ordered["spans"]}
        wait_until(lambda: made <= set(second.spans), "every span at the second backend", 20)
    finally:
        second.stop()


def test_commands_of_the_pages_beside_it_all_succeed(reader: TrialSandbox) -> None:
    pages = ("docs/settings.md", "docs/one-order.md", "docs/finding-a-trace.md")
    typed = [block for page in pages for block in blocks("", page)]
    printed = type_in_a_shell(reader, ACTIVATE + "\n".join(typed))
    assert "look_up_price" in printed


def test_commands_of_the_recipes_all_succeed(reader: TrialSandbox) -> None:
    printed = type_in_a_shell(reader, ACTIVATE + "\n".join(blocks("", "docs/recipes/README.md")))
    assert re.search(r"of \d+ ms \(\d\d %\) in thirdparty look_up_price", printed)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("README.md", {"", "containers", "own-service", "own-service-asked", "second-backend"}),
        ("docs/one-order.md", {""}),
        (
            "docs/own-service.md",
            {
                "between",
                "own-code",
                "own-django",
                "own-django-asked",
                "own-json",
                "own-node",
                "own-node-asked",
                "own-service",
                "own-service-asked",
            },
        ),
        ("docs/finding-a-trace.md", {""}),
        ("docs/load.md", {"", "containers", "ramp", "remote"}),
        ("docs/settings.md", {"", "containers"}),
        ("docs/recipes/README.md", {"", "certificate", "containers", "second", "tls"}),
        ("docs/troubleshooting.md", set()),
    ],
)
def test_blocks_of_commands_are_all_accounted_for(page: str, expected: set[str]) -> None:
    assert labels(page) == expected


def test_commands_of_the_page_about_traffic_are_those_of_the_readme() -> None:
    typed = {line for block in blocks("", "docs/load.md") for line in block.splitlines()}
    assert typed <= {line for block in blocks("") for line in block.splitlines()}
