"""Whatever setting somebody brings is obeyed, or `up` says at once why not."""

from pathlib import Path

import pytest
import yaml

from tests.unit.loadtest.running_locust import run_locust
from tracing_sandbox.running.processes import find_processes
from tracing_sandbox.running.trial import TrialSandbox
from tracing_sandbox.settings import PROJECT

MISSPELT = {"SANDBOX_THIRDPARTY_LATENCY": "5000"}
MEANT = "SANDBOX_THIRDPARTY_LATENCY is no setting. Did you mean SANDBOX_THIRDPARTY_LATENCY_MS?"


def refusal(sandbox: TrialSandbox, **environment: str) -> str:
    """Start a sandbox that is refused before anything starts; return what was said."""
    refused = sandbox.told(**environment).run("up", "-d")
    assert refused.returncode == 1, refused.stdout
    assert "Traceback" not in refused.stderr
    assert find_processes(sandbox.home) == []
    return refused.stderr


def test_setting_that_is_misspelt_is_refused_by_up(stopped: TrialSandbox) -> None:
    assert refusal(stopped, **MISSPELT).startswith(f"Error: {MEANT}\n")


def test_setting_that_is_misspelt_is_named_by_every_other_command(sandbox: TrialSandbox) -> None:
    other = sandbox.told(**MISSPELT)
    for command in (["status"], ["traces"], ["order"]):
        finished = other.run(*command)
        assert (finished.returncode, finished.stderr.splitlines()[0]) == (0, f"Warning: {MEANT}")


def test_setting_that_is_misspelt_is_refused_by_locust() -> None:
    finished = run_locust("--headless", "--run-time", "1s", **MISSPELT)
    assert finished.returncode == 1
    assert MEANT in finished.stdout


def test_variable_of_another_program_is_named_by_up_alone(sandbox: TrialSandbox) -> None:
    other = sandbox.told(SANDBOX_DEBUG="1")
    assert other.run("up", "-d").stderr == (
        "Note: SANDBOX_DEBUG is no setting: nobody here reads it.\n"
    )
    assert other.run("status").stderr == ""


def test_what_up_sets_itself_is_refused_by_name(stopped: TrialSandbox) -> None:
    set_by_up = {
        "SANDBOX_FRONTEND_DATABASE_URL": "sqlite:///mine.sqlite3",
        "SANDBOX_INVENTORY_DATABASE_URL": "postgresql://me@db/inventory",
        "SANDBOX_JAEGER_HOST": "jaeger",
    }
    said = refusal(stopped, **set_by_up)
    assert said.startswith(f"Error: {', '.join(set_by_up)}: `")
    assert "up --database" in said


def test_wrong_settings_are_refused_with_what_was_expected(stopped: TrialSandbox) -> None:
    said = refusal(stopped, SANDBOX_JAEGER_TTL="7days", SANDBOX_THIRDPARTY_URL="127.0.0.1:5000")
    first, second, *_ = sorted(said.removeprefix("Error: ").splitlines())
    assert first.startswith("SANDBOX_JAEGER_TTL=7days: expected hours, minutes or seconds")
    assert second == (
        "SANDBOX_THIRDPARTY_URL=127.0.0.1:5000: expected an address such as http://127.0.0.1:8002."
    )


def test_own_configuration_that_is_not_there_is_refused(
    stopped: TrialSandbox, tmp_path: Path
) -> None:
    missing = tmp_path / "none.yaml"
    said = refusal(stopped, SANDBOX_COLLECTOR_CONFIG=str(missing))
    assert f"SANDBOX_COLLECTOR_CONFIG={missing} cannot be read: No such file or directory." in said


@pytest.mark.parametrize("part", ["collector", "jaeger"])
def test_own_configuration_that_the_part_refuses_is_refused_in_its_words(
    stopped: TrialSandbox, tmp_path: Path, part: str
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text((PROJECT / f"{part}-config.yaml").read_text().replace("service:", "servce:", 1))
    said = refusal(stopped, **{f"SANDBOX_{part.upper()}_CONFIG": str(own)})
    assert f"{own} is refused by {part.capitalize()}:\n" in said
    assert "servce" in said
    assert "version" not in said


@pytest.mark.parametrize(
    ("part", "extension", "port"),
    [
        ("collector", "health_check", "SANDBOX_COLLECTOR_HEALTH_PORT"),
        ("jaeger", "jaeger_query", "SANDBOX_JAEGER_PORT"),
    ],
)
def test_own_configuration_in_which_nobody_listens_is_refused(
    stopped: TrialSandbox, tmp_path: Path, part: str, extension: str, port: str
) -> None:
    document = yaml.safe_load((PROJECT / f"{part}-config.yaml").read_text())
    document["service"]["extensions"].remove(extension)
    own = tmp_path / "own.yaml"
    own.write_text(yaml.safe_dump(document))
    said = refusal(stopped, **{f"SANDBOX_{part.upper()}_CONFIG": str(own)})
    assert f"nothing in it listens at ${{env:{port}}}," in said


def test_second_backend_that_is_the_collector_itself_is_refused(stopped: TrialSandbox) -> None:
    own = f"http://localhost:{stopped.environment['SANDBOX_OTLP_HTTP_PORT']}/v1/traces"
    said = refusal(stopped, SANDBOX_SECOND_OTLP_ENDPOINT=own)
    assert said.startswith(f"Error: SANDBOX_SECOND_OTLP_ENDPOINT={own} is the sandbox's own")
