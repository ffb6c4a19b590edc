"""Where everything listens on all addresses, each is told one that leads there."""

import pytest

from tracing_sandbox.running import ports
from tracing_sandbox.running.addresses import Addresses, find_addresses
from tracing_sandbox.running.parts import Binaries, list_parts
from tracing_sandbox.settings import EVERYWHERE, PROJECT, read_settings

BINARIES = Binaries(PROJECT / "collector", PROJECT / "jaeger")


@pytest.fixture(autouse=True)
def _machine_with_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "own_address", lambda: "192.168.1.7")


@pytest.fixture
def everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_HOST", EVERYWHERE)


@pytest.mark.usefixtures("everywhere")
def test_parts_that_listen_everywhere_are_called_where_they_can_be() -> None:
    parts = list_parts(read_settings(), BINARIES, "sqlite")
    told = [text for part in parts for text in (part.address, part.health)]
    told += [value for part in parts for value in part.environment.values()]
    assert [text for text in told if EVERYWHERE in text] == []
    assert all(part.health.startswith("http://127.0.0.1:") for part in parts)


@pytest.mark.usefixtures("everywhere")
def test_pages_that_are_open_to_others_are_led_to_by_an_address_of_this_machine() -> None:
    assert find_addresses(read_settings()).frontend_page == "http://192.168.1.7:8000"
    frontend = list_parts(read_settings(), BINARIES, "sqlite")[-1]
    assert frontend.environment["SANDBOX_JAEGER_PUBLIC_URL"] == "http://192.168.1.7:16686"


@pytest.mark.parametrize(
    ("address", "host", "page"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000", EVERYWHERE, "http://192.168.1.7:8000"),
        ("http://shop.example:8000/x", EVERYWHERE, "http://shop.example:8000/x"),
        ("http://10.0.0.4:8000", "10.0.0.4", "http://10.0.0.4:8000"),
    ],
)
def test_page_is_told_by_an_address_that_opens(address: str, host: str, page: str) -> None:
    assert Addresses(address, address, host=host).frontend_page == page
    assert Addresses(address, address, host=host).jaeger_page == page


@pytest.mark.parametrize(("protocol", "port"), [("http/protobuf", "4318"), ("grpc", "4317")])
def test_collector_is_named_where_the_services_send_their_spans(
    monkeypatch: pytest.MonkeyPatch, protocol: str, port: str
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
    collector = list_parts(read_settings(), BINARIES, "sqlite")[1]
    assert collector.address == f"http://127.0.0.1:{port}"
