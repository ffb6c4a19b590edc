"""Which pages' browsers may send spans, natively and in containers."""

import json
import re

import pytest
import yaml

from tests.unit.containers.compose_file import SERVICES
from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.containers.may_start import check_in_containers
from tracing_sandbox.running.environment.browser_pages import OWN_PAGES, allowed_origins
from tracing_sandbox.settings import PROJECT

DEFAULT = re.compile(r"\$\{env:SANDBOX_ALLOWED_ORIGINS:-(\[.*\])\}")


def in_containers(named: str) -> list[str]:
    written = SERVICES["collector"]["environment"]["SANDBOX_ALLOWED_ORIGINS"]
    return list(yaml.safe_load(written.replace("${SANDBOX_CORS_ORIGINS:-}", named)))


def test_pages_of_this_machine_may_send_spans_wherever_the_collector_runs() -> None:
    (default,) = DEFAULT.findall((PROJECT / "collector-config.yaml").read_text())
    assert json.loads(allowed_origins("")) == list(OWN_PAGES)
    assert json.loads(default) == list(OWN_PAGES)
    assert in_containers("") == list(OWN_PAGES)


@pytest.mark.parametrize(
    "named",
    ["https://app.example.com", "https://*.example.org,http://192.168.1.20:3000", "https://*"],
)
def test_pages_elsewhere_may_where_they_are_named(named: str) -> None:
    expected = [*OWN_PAGES, *named.split(",")]
    assert json.loads(allowed_origins(named)) == expected
    assert in_containers(named) == expected


def test_commas_may_have_spaces_beside_them() -> None:
    named = " https://a.example , https://b.example,"
    assert json.loads(allowed_origins(named))[len(OWN_PAGES) :] == [
        "https://a.example",
        "https://b.example",
    ]


@pytest.mark.parametrize(
    "named",
    [
        "app.example.com",
        "https://app.example.com/page",
        "https://",
        "https://*.*.example.com",
        "https://me:secret@example.com",
        "*",
        "null",
        "https://a.example https://b.example",
    ],
)
def test_what_no_browser_sends_is_refused_with_an_example(named: str) -> None:
    with pytest.raises(SandboxError, match="SANDBOX_CORS_ORIGINS names") as caught:
        allowed_origins(f"https://good.example,{named}")
    assert "https://app.example.com" in caught.value.what
    assert "secret" not in caught.value.what


def test_containers_refuse_what_no_browser_sends() -> None:
    check_in_containers({"SANDBOX_CORS_ORIGINS": "https://app.example.com"})
    with pytest.raises(SandboxError, match="SANDBOX_CORS_ORIGINS names 'http://app/page'"):
        check_in_containers({"SANDBOX_CORS_ORIGINS": "http://app/page"})
    with pytest.raises(SandboxError, match="takes no address in brackets"):
        check_in_containers({"SANDBOX_CORS_ORIGINS": "http://[::1]:3000"})


def test_pages_are_handed_to_the_container_that_checks_them() -> None:
    assert "SANDBOX_CORS_ORIGINS" in SERVICES["may-start"]["environment"]
