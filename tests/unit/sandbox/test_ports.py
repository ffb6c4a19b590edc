"""Busy and doubled ports are told before anything starts."""

import socket
from collections.abc import Iterator

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.parts import Part
from tracing_sandbox.running.ports import free_port, free_ports, list_candidates, require_free_ports


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def part(name: str, port: int) -> Part:
    return Part(name, (), 1, "", "", ports={port: f"SANDBOX_{name.upper()}_PORT"})


def test_ports_that_are_busy_are_named_with_their_setting(busy_port: int) -> None:
    with pytest.raises(SandboxError) as caught:
        require_free_ports([part("inventory", busy_port)], "127.0.0.1")
    assert caught.value.what == f"Port {busy_port} is busy (inventory)."
    assert "SANDBOX_INVENTORY_PORT" in caught.value.next_step


def test_ports_that_are_busy_are_all_named(busy_port: int) -> None:
    with pytest.raises(SandboxError) as caught:
        require_free_ports([part("one", busy_port), part("two", busy_port)], "127.0.0.1")
    assert caught.value.what == f"Port {busy_port} is busy (one).\nPort {busy_port} is busy (two)."
    assert caught.value.next_step == (
        "Stop what listens there, perhaps a sandbox in another folder, or choose other ports: "
        "set SANDBOX_ONE_PORT, SANDBOX_TWO_PORT."
    )


def test_ports_of_two_parts_must_differ() -> None:
    free = free_port()
    with pytest.raises(SandboxError, match="SANDBOX_ONE_PORT and SANDBOX_TWO_PORT are both"):
        require_free_ports([part("one", int(free)), part("two", int(free))], "127.0.0.1")


def test_ports_of_two_workers_are_never_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw3")
    third = set(list_candidates())
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw4")
    assert third & set(list_candidates()) == set()


def test_ports_that_are_given_are_free_and_differ() -> None:
    given = free_ports(5)
    assert len(set(given)) == 5
    require_free_ports([part(f"part{port}", port) for port in given], "127.0.0.1")
