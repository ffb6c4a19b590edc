"""What it takes to have Django's requests traced, and what does nothing."""

from importlib.metadata import entry_points

import pytest

from tests.claims.program import DJANGO, run
from tests.claims.runserver import running_server
from tracing_sandbox.settings import PROJECT

LISTED = DJANGO.replace(
    "settings.configure(",
    'settings.configure(INSTALLED_APPS=["opentelemetry.instrumentation.django"], ',
)


def test_entry_in_installed_apps_does_nothing() -> None:
    listed = run('ask("/tea")', before=LISTED)
    assert (listed.said, listed.names, listed.complained) == (["200"], [], "")


def test_instrumentor_traces_django() -> None:
    traced = run('DjangoInstrumentor().instrument()\nask("/tea")', before=DJANGO)
    assert (traced.said, traced.names) == (["200"], ["GET tea"])


def test_instrumentation_of_django_comes_with_a_package_of_another_name() -> None:
    (found,) = entry_points(group="opentelemetry_instrumentor", name="django")
    assert found.dist
    assert found.dist.name == "opentelemetry-instrumentation-django"
    locked = (PROJECT / "requirements.lock").read_text()
    assert "\nopentelemetry-instrumentation-django==" in locked
    assert "\nopentelemetry-django==" not in locked


@pytest.mark.parametrize("options", [[], ["--noreload"]], ids=["reloading", "noreload"])
def test_runserver_traces_each_request_once_with_and_without_reloading(options: list[str]) -> None:
    with running_server(*options, DJANGO_SETTINGS_MODULE="tea") as server:
        assert server.ask() == "tea"
        assert server.wait_for_spans() == ["GET"]


def test_zero_code_start_leaves_django_without_settings_it_was_not_told() -> None:
    with running_server("--noreload") as server:
        assert "You must set settings.ALLOWED_HOSTS" in server.words_at_its_end()
