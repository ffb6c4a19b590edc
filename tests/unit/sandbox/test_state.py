"""What a sandbox was started with is told from what is wished now, and keeps no key."""

import pytest

from tracing_sandbox.running.environment.shared import settings_of_parts
from tracing_sandbox.running.state import State, digest
from tracing_sandbox.settings import read_settings


def state_of(settings: dict[str, str]) -> State:
    return State(
        database="sqlite",
        addresses={},
        health={},
        settings=digest(settings),
        longest_stop_s=35,
    )


def test_state_names_what_differs_from_its_start() -> None:
    state = state_of({"SANDBOX_A": "1", "SANDBOX_B": "2", "OTEL_C": "3"})
    assert state.differing({"SANDBOX_A": "1", "SANDBOX_B": "2", "OTEL_C": "3"}) == []
    assert state.differing({"SANDBOX_A": "1", "SANDBOX_B": "4", "OTEL_D": "3"}) == [
        "OTEL_C",
        "OTEL_D",
        "SANDBOX_B",
    ]


def test_state_keeps_no_value() -> None:
    assert "not-for-files" not in state_of({"OTEL_X": "not-for-files"}).model_dump_json()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_SECOND_OTLP_ENDPOINT", "http://127.0.0.1:5318"),
        ("SANDBOX_THIRDPARTY_LATENCY_MS", "5000"),
        ("SANDBOX_INVENTORY_PORT", "9001"),
        ("OTEL_SDK_DISABLED", "true"),
    ],
)
def test_settings_that_a_part_reads_make_a_difference(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    before = state_of(settings_of_parts(read_settings()))
    monkeypatch.setenv(name, value)
    assert before.differing(settings_of_parts(read_settings())) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_INVENTORY_PORT", "8001"),
        ("SANDBOX_SECOND_OTLP_ENDPOINT", ""),
        ("SANDBOX_START_TIMEOUT_S", "90"),
        ("OTEL_SERVICE_NAME", "my-service"),
        ("SANDBOX_DEBUG", "1"),
    ],
)
def test_settings_that_change_nothing_make_no_difference(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.delenv("SANDBOX_INVENTORY_PORT", raising=False)
    before = state_of(settings_of_parts(read_settings()))
    monkeypatch.setenv(name, value)
    assert before.differing(settings_of_parts(read_settings())) == []
