import re

import pytest
from opentelemetry.sdk import environment_variables

from frontend.config import Config as FrontendConfig
from inventory.config import Config as InventoryConfig
from loadtest.settings import Settings as LoadSettings
from telemetry.environment import DEFAULTS
from tests.unit.containers.compose_file import FILE, PYTHON_SERVICES, SERVICES, published_ports
from thirdparty.config import Config as ThirdpartyConfig
from tracing_sandbox.running.binaries.tool import COLLECTOR, JAEGER
from tracing_sandbox.settings import Settings
from web.config import ServiceConfig

CONFIGS: dict[str, type[ServiceConfig]] = {
    "frontend": FrontendConfig,
    "inventory": InventoryConfig,
    "thirdparty": ThirdpartyConfig,
}
# Inside its container a service has its default port; the code sets the last two by itself.
OWN = {"SANDBOX_FRONTEND_PORT", "SANDBOX_INVENTORY_PORT", "SANDBOX_THIRDPARTY_PORT"}
BY_CODE = {"OTEL_PYTHON_LOG_AUTO_INSTRUMENTATION", "OTEL_SERVICE_NAME"}
FOR_SPANS = re.compile(
    r"OTEL_(BSP|SPAN|ATTRIBUTE|EVENT|LINK|TRACES|RESOURCE|EXPERIMENTAL_RESOURCE|SDK|LOG_LEVEL)"
)
POSTGRESQL_NEEDS = {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"}


def native_port(setting: str) -> int:
    name = setting.removeprefix("SANDBOX_").lower()
    for kind in (Settings, LoadSettings):
        if name in kind.model_fields:
            return int(kind.model_fields[name].default)
    raise AssertionError(f"{setting} is no setting")


def test_ports_are_published_on_loopback_with_the_settings_and_defaults_of_native() -> None:
    published = published_ports()
    assert published == {
        name: ("127.0.0.1", native_port(name), native_port(name)) for name in published
    }
    assert {"SANDBOX_FRONTEND_PORT", "SANDBOX_JAEGER_PORT", "SANDBOX_LOCUST_PORT"} <= set(published)


@pytest.mark.parametrize("name", SERVICES)
def test_container_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service.get("cap_add", [])) == (POSTGRESQL_NEEDS if name == "postgres" else set())
    assert {"privileged", "network_mode", "pid", "user", "devices"} & set(service) == set()


@pytest.mark.parametrize("name", SERVICES)
def test_container_limits_its_log_and_comes_back_after_a_crash(name: str) -> None:
    assert SERVICES[name]["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    assert SERVICES[name]["restart"] == ("no" if name == "queue-owner" else "on-failure")


def test_images_are_pinned_to_the_versions_of_the_native_binaries() -> None:
    images = {service["image"] for service in SERVICES.values()}
    pinned = {image for image in images if ":" in image}
    built = {service["image"] for service in SERVICES.values() if "build" in service}
    assert images - pinned == built
    assert {
        image for image in pinned if not re.search(r":\d+\.\d+(\.\d+)?(-\w+)?$", image)
    } == set()
    assert f"otel/opentelemetry-collector-contrib:{COLLECTOR.archive.version}" in pinned
    assert f"jaegertracing/jaeger:{JAEGER.archive.version}" in pinned


def test_image_is_built_by_one_service_only() -> None:
    built = [service["image"] for service in SERVICES.values() if "build" in service]
    assert sorted(built) == sorted(set(built))


@pytest.mark.parametrize("name", SERVICES)
def test_container_waits_for_health_where_there_is_a_health_check(name: str) -> None:
    expected = {}
    for other in SERVICES[name].get("depends_on", {}):
        once = other == "queue-owner"
        checked = "service_healthy" if "healthcheck" in SERVICES[other] else "service_started"
        expected[other] = {"condition": "service_completed_successfully" if once else checked}
    assert SERVICES[name].get("depends_on", {}) == expected


def test_services_wait_for_what_they_call_and_callers_for_the_way_of_the_spans() -> None:
    waits = {name: set(SERVICES[name]["depends_on"]) for name in PYTHON_SERVICES}
    assert waits == {
        "frontend": {"postgres", "inventory", "tracing-health"},
        "inventory": {"postgres", "thirdparty", "tracing-health"},
        "thirdparty": {"collector"},
    }


@pytest.mark.parametrize("name", PYTHON_SERVICES)
def test_service_is_passed_every_setting_of_its_own(name: str) -> None:
    settings = {f"SANDBOX_{field.upper()}" for field in CONFIGS[name].model_fields} - OWN
    assert {key for key in SERVICES[name]["environment"] if key.startswith("SANDBOX_")} == settings


@pytest.mark.parametrize("name", PYTHON_SERVICES)
def test_service_is_passed_what_the_sdk_reads(name: str) -> None:
    passed = {key for key in SERVICES[name]["environment"] if key.startswith("OTEL_")}
    assert set(DEFAULTS) - passed <= BY_CODE
    assert passed & BY_CODE == set()
    assert {"OTEL_PROPAGATORS", "OTEL_TRACES_EXPORTER", *read_for_spans()} <= passed


@pytest.mark.parametrize("name", PYTHON_SERVICES)
def test_service_is_passed_no_variable_that_is_not_set(name: str) -> None:
    otel = {k: v for k, v in SERVICES[name]["environment"].items() if k.startswith("OTEL_")}
    assert {key: value for key, value in otel.items() if value is not None} == {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "${OTEL_EXPORTER_OTLP_TIMEOUT:-30}",
    }


def read_for_spans() -> set[str]:
    """Return what the SDK reads about spans, but for where they are sent: that is fixed here."""
    return {name for name in vars(environment_variables) if FOR_SPANS.match(name)}


def test_health_of_the_tracing_asks_collector_and_jaeger_where_they_answer() -> None:
    check = SERVICES["tracing-health"]["healthcheck"]["test"][-1]
    assert {name: int(port) for name, port in re.findall(r"'([a-z]+)', (\d+)", check)} == {
        "jaeger": native_port("SANDBOX_JAEGER_HEALTH_PORT"),
        "collector": native_port("SANDBOX_COLLECTOR_HEALTH_PORT"),
    }


def test_configuration_is_mounted_read_only() -> None:
    mounts = [one for service in SERVICES.values() for one in service.get("volumes", [])]
    named = [one for one in mounts if isinstance(one, dict)]
    short = [one for one in mounts if isinstance(one, str)]
    assert {one["read_only"] for one in named} == {True}
    assert {one for one in short if one.startswith("./") and not one.endswith(":ro")} == set()
    assert {one.split(":")[0] for one in short if not one.startswith("./")} == set(FILE["volumes"])


@pytest.mark.parametrize("part", ["collector", "jaeger"])
def test_configuration_is_ours_or_a_file_that_is_there(part: str) -> None:
    (mount,) = [one for one in SERVICES[part]["volumes"] if isinstance(one, dict)]
    assert mount["source"] == f"${{SANDBOX_{part.upper()}_CONFIG:-{part}-config.yaml}}"
    # Without that, Docker makes a folder where a file is missing.
    assert mount["bind"]["create_host_path"] is False


def test_collector_asks_no_proxy_for_jaeger_or_this_machine() -> None:
    environment = SERVICES["collector"]["environment"]
    for name in ("NO_PROXY", "no_proxy"):
        spared = environment[name].split(",")
        assert {environment["SANDBOX_JAEGER_HOST"], "host.docker.internal"} <= set(spared)
        assert spared[-1] == "${NO_PROXY:-${no_proxy:-}}"


def test_traces_with_a_time_to_live_are_kept_in_a_volume() -> None:
    jaeger = SERVICES["jaeger"]
    assert "${SANDBOX_JAEGER_TTL:+--config /etc/jaeger/on-disk.yaml}" in jaeger["command"]
    folder = jaeger["environment"]["SANDBOX_TRACES_DIR"]
    for name in ("jaeger", "queue-owner"):
        assert f"jaeger-data:{folder}" in SERVICES[name]["volumes"]


def test_password_of_the_databases_is_the_same_on_both_sides() -> None:
    server = SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert server == "${SANDBOX_POSTGRES_PASSWORD:-sandbox}"
    assert SERVICES["frontend"]["environment"]["PGPASSWORD"] == server
    assert SERVICES["inventory"]["environment"]["PGPASSWORD"] == server
