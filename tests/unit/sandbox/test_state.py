"""What a sandbox was started with is told from what is wished now, and keeps no key."""

import pytest

from frontend.config import Config as FrontendConfig
from inventory.config import Config as InventoryConfig
from thirdparty.config import Config as ThirdpartyConfig
from tracing_sandbox.running.changes.readers import READERS, SERVICES, settings_by_part
from tracing_sandbox.running.environment.shared import NOT_FOR_PARTS
from tracing_sandbox.running.state import State, digest
from tracing_sandbox.settings import Settings, read_settings

PARTS = ("jaeger", "collector", *SERVICES)


def state_of(settings: dict[str, dict[str, str]]) -> State:
    return State(
        database="sqlite",
        addresses={},
        health={},
        settings={part: digest(each) for part, each in settings.items()},
        longest_stop_s=35,
    )


def test_state_names_what_differs_from_its_start() -> None:
    state = state_of({"one": {"SANDBOX_A": "1", "SANDBOX_B": "2"}, "two": {"OTEL_C": "3"}})
    same = {"one": {"SANDBOX_A": "1", "SANDBOX_B": "2"}, "two": {"OTEL_C": "3"}}
    assert state.differing(same) == []
    other = {"one": {"SANDBOX_A": "1", "SANDBOX_B": "4"}, "two": {"OTEL_D": "3"}}
    assert state.differing(other) == ["OTEL_C", "OTEL_D", "SANDBOX_B"]
    assert state.differing({"two": {"OTEL_D": "3"}}) == ["OTEL_C", "OTEL_D"]


def test_state_keeps_no_value() -> None:
    assert "not-for-files" not in state_of({"one": {"OTEL_X": "not-for-files"}}).model_dump_json()


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
    before = state_of(settings_by_part(read_settings(), PARTS))
    monkeypatch.setenv(name, value)
    assert before.differing(settings_by_part(read_settings(), PARTS)) == [name]


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
    before = state_of(settings_by_part(read_settings(), PARTS))
    monkeypatch.setenv(name, value)
    assert before.differing(settings_by_part(read_settings(), PARTS)) == []


@pytest.mark.parametrize(
    ("name", "readers"),
    [
        ("SANDBOX_THIRDPARTY_LATENCY_MS", ["thirdparty"]),
        ("SANDBOX_JAEGER_MAX_TRACES", ["jaeger"]),
        ("SANDBOX_HOST", [*PARTS]),
        ("SANDBOX_OTLP_HTTP_PORT", [*PARTS]),
        ("OTEL_TRACES_SAMPLER", [*SERVICES]),
    ],
)
def test_setting_is_that_of_the_parts_that_read_it(
    monkeypatch: pytest.MonkeyPatch, name: str, readers: list[str]
) -> None:
    monkeypatch.setenv(name, "1234")
    told = settings_by_part(read_settings(), PARTS)
    assert [part for part, each in told.items() if name in each] == readers


def test_readers_of_settings_are_those_whose_configuration_has_them() -> None:
    kinds = {
        "frontend": FrontendConfig,
        "inventory": InventoryConfig,
        "thirdparty": ThirdpartyConfig,
    }
    fields = {
        part: {f"SANDBOX_{name.upper()}" for name in kind.model_fields}
        for part, kind in kinds.items()
    }
    everyones = {f"SANDBOX_{name.upper()}" for name in Settings.model_fields}
    for name in set().union(*fields.values()) - everyones - NOT_FOR_PARTS:
        assert READERS[name] == tuple(part for part in SERVICES if name in fields[part]), name
