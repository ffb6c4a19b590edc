"""The page of settings is what the code reads, and what it fills in."""

import re
from pathlib import Path

import pytest

from frontend.config import Config as FrontendConfig
from inventory.config import Config as InventoryConfig
from loadtest.settings import Settings as LoadSettings
from telemetry.environment import DEFAULTS
from thirdparty.config import Config as ThirdpartyConfig
from tracing_sandbox.settings import PROJECT, Settings
from tracing_sandbox.unknown_settings import INTERNAL, OF_TESTS, SETTINGS

PAGE = (PROJECT / "docs" / "settings.md").read_text()
ROW = re.compile(r"^\| `((?:SANDBOX|OTEL)_\w+)` \| (.+?) \| .+ \|$", re.MULTILINE)
NAME = re.compile(r"\bSANDBOX_[A-Z][A-Z_]*[A-Z]\b")
READ = ("tracing_sandbox", "services", "loadtest")
CONFIGURED = (
    "collector-config.yaml",
    "jaeger-config.yaml",
    "jaeger-on-disk.yaml",
    "docker-compose.yml",
)
KINDS = (Settings, FrontendConfig, InventoryConfig, ThirdpartyConfig, LoadSettings)


def table(prefix: str) -> dict[str, str]:
    return {name: shown for name, shown in ROW.findall(PAGE) if name.startswith(prefix)}


def names_in_code() -> set[str]:
    folders = [path for folder in READ for path in (PROJECT / folder).rglob("*.py")]
    files = [*folders, *(PROJECT / name for name in CONFIGURED)]
    return {name for file in files for name in NAME.findall(Path(file).read_text())}


def fields() -> dict[str, object]:
    return {
        f"SANDBOX_{name.upper()}": field.default
        for kind in KINDS
        for name, field in kind.model_fields.items()
    }


def test_page_names_every_setting_and_no_other() -> None:
    assert set(table("SANDBOX_")) == (names_in_code() | set(fields())) - INTERNAL - OF_TESTS


def test_settings_that_are_known_are_those_of_the_page() -> None:
    assert set(table("SANDBOX_")) == SETTINGS


def test_page_names_each_setting_once() -> None:
    names = [name for name, _ in ROW.findall(PAGE)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(table("SANDBOX_")))
def test_page_has_the_codes_default(name: str) -> None:
    shown = table("SANDBOX_")[name]
    default = fields().get(name)
    if isinstance(default, int | float) or name == "SANDBOX_HOST":
        assert shown == f"`{default}`"


def test_page_names_what_the_services_fill_in() -> None:
    assert table("OTEL_") == {name: f"`{value}`" for name, value in DEFAULTS.items()}
