import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from opentelemetry.sdk import environment_variables

from frontend.config import Config as FrontendConfig
from inventory.config import Config as InventoryConfig
from loadtest.settings import Settings as LoadSettings
from telemetry.environment import DEFAULTS
from tests.unit.containers.compose_file import (
    DEFAULT,
    FILE,
    PROJECT,
    PYTHON_SERVICES,
    SERVICES,
    published_ports,
)
from thirdparty.config import Config as ThirdpartyConfig
from tracing_sandbox.running.binaries.tool import COLLECTOR, JAEGER
from tracing_sandbox.running.containers.inside import COLLECTOR_METRICS, HEALTH
from tracing_sandbox.settings import Settings
from web.config import ServiceConfig

CONFIGS: dict[str, type[ServiceConfig]] = {
    "frontend": FrontendConfig,
    "inventory": InventoryConfig,
    "thirdparty": ThirdpartyConfig,
}
ONCE = "may-start"
# What the tool is told in the shop's container.
FOR_THE_TOOL = {"SANDBOX_COMMAND", "SANDBOX_FRONTEND_PUBLIC_URL", "SANDBOX_FRONTEND_URL"}
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


def test_ports_are_published_on_the_host_and_with_the_defaults_of_native() -> None:
    published = published_ports()
    host = f"${{SANDBOX_HOST:-{Settings.model_fields['host'].default}}}"
    assert published == {name: (host, native_port(name), native_port(name)) for name in published}
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
    assert SERVICES[name]["restart"] == ("no" if name == ONCE else "on-failure")


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
        once = other == ONCE
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
    tool = FOR_THE_TOOL if name == "frontend" else set()
    passed = {key for key in SERVICES[name]["environment"] if key.startswith("SANDBOX_")}
    assert passed == settings | tool


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


def probed(name: str) -> list[str]:
    """Return the addresses that the check of a container's health asks."""
    return [word for word in SERVICES[name]["healthcheck"]["test"] if word.startswith("http")]


def test_health_is_asked_where_the_parts_answer() -> None:
    ports = {name: native_port(f"SANDBOX_{name.upper()}_PORT") for name in PYTHON_SERVICES}
    assert {name: probed(name) for name in PYTHON_SERVICES} == {
        name: [f"http://127.0.0.1:{port}/healthz"] for name, port in ports.items()
    }
    assert probed("tracing-health") == [HEALTH["jaeger"], HEALTH["collector"]]
    assert probed("locust") == [f"http://127.0.0.1:{native_port('SANDBOX_LOCUST_PORT')}/"]


def test_words_of_a_health_check_have_no_spaces_for_podman_cuts_there() -> None:
    checks = [one["healthcheck"]["test"] for one in SERVICES.values() if "healthcheck" in one]
    assert [word for check in checks for word in check if " " in word] == []


def test_health_checks_run_the_probe_where_the_images_have_it() -> None:
    copied = "/app/tracing_sandbox/running/containers/probe.py"
    assert (PROJECT / copied.removeprefix("/app/")).is_file()
    assert {
        name for name in SERVICES if copied in SERVICES[name].get("healthcheck", {}).get("test", ())
    } == {*PYTHON_SERVICES, "tracing-health", "locust"}


def mounts_of(name: str) -> list[tuple[str, str]]:
    """Return what is mounted and how, `ro,z` for a file that can only be read."""
    return [read_mount(mount) for mount in SERVICES[name].get("volumes", [])]


def read_mount(mount: str | dict[str, Any]) -> tuple[str, str]:
    """Read a mount in its short or its long form."""
    if isinstance(mount, dict):
        source = DEFAULT.sub(lambda found: found["default"], mount["source"])
        return f"./{source}", f"{'ro' if mount['read_only'] else 'rw'},{mount['bind']['selinux']}"
    source, _, *how = mount.split(":")
    return source, how[0] if how else ""


def test_files_are_mounted_to_be_read_and_volumes_to_be_written() -> None:
    mounts = [one for name in SERVICES for one in mounts_of(name)]
    assert {how for source, how in mounts if source.startswith("./")} == {"ro,z"}
    volumes = {(source, how) for source, how in mounts if not source.startswith("./")}
    assert volumes == {(name, "") for name in FILE["volumes"]}


def test_every_mounted_file_is_checked_before_a_container_may_start() -> None:
    checked = set(mounts_of(ONCE))
    mounting = {name for name in SERVICES if any(how for _, how in mounts_of(name))} - {ONCE}
    assert {one for name in mounting for one in mounts_of(name) if one[1]} <= checked
    assert {name for name in mounting if ONCE not in SERVICES[name]["depends_on"]} == set()


@pytest.mark.parametrize("name", SERVICES)
def test_container_has_a_limit_of_memory_and_of_cores(name: str) -> None:
    assert re.fullmatch(r"(\d+[mg]|\$\{SANDBOX_JAEGER_MEMORY:-\d+g\})", SERVICES[name]["mem_limit"])
    assert SERVICES[name]["cpus"] == 1


def test_collector_refuses_before_the_kernel_ends_it() -> None:
    config = yaml.safe_load((PROJECT / "collector-config.yaml").read_text())
    limiter = config["processors"]["memory_limiter"]["limit_mib"]
    soft = int(SERVICES["collector"]["environment"]["GOMEMLIMIT"].removesuffix("MiB"))
    hard = int(SERVICES["collector"]["mem_limit"].removesuffix("m"))
    assert limiter < soft < hard
    assert hard >= 2 * limiter


def test_tool_in_a_container_asks_the_others_where_they_are() -> None:
    asked = {urlsplit(url).hostname for url in HEALTH.values()}
    assert asked <= set(SERVICES)
    assert {name: urlsplit(HEALTH[name]).port for name in PYTHON_SERVICES} == {
        name: native_port(f"SANDBOX_{name.upper()}_PORT") for name in PYTHON_SERVICES
    }
    assert urlsplit(HEALTH["jaeger"]).port == native_port("SANDBOX_JAEGER_HEALTH_PORT")
    assert urlsplit(HEALTH["collector"]).port == native_port("SANDBOX_COLLECTOR_HEALTH_PORT")
    assert urlsplit(COLLECTOR_METRICS).port == native_port("SANDBOX_COLLECTOR_METRICS_PORT")


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
    for name in ("jaeger", ONCE):
        assert f"jaeger-data:{folder}" in SERVICES[name]["volumes"]


def test_password_of_the_databases_is_the_same_on_both_sides() -> None:
    server = SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]
    assert server == "${SANDBOX_POSTGRES_PASSWORD:-sandbox}"
    assert SERVICES["frontend"]["environment"]["PGPASSWORD"] == server
    assert SERVICES["inventory"]["environment"]["PGPASSWORD"] == server
