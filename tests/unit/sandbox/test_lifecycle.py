"""What a sandbox cannot start without is said before anything starts."""

from pathlib import Path

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running import lifecycle
from tracing_sandbox.running.lifecycle import Sandbox, require_services


def test_home_too_long_for_a_socket_is_refused(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 100)
    with pytest.raises(SandboxError, match="longer than 80 bytes"), Sandbox(home).starting():
        pass
    assert not home.exists()


def test_long_home_keeps_nobody_from_looking(tmp_path: Path) -> None:
    assert Sandbox(tmp_path / ("x" * 100)).state() is None


def test_tool_without_its_services_says_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    require_services()
    monkeypatch.setattr(lifecycle, "find_spec", lambda _: None)
    with pytest.raises(SandboxError, match="services are not installed") as caught:
        require_services()
    assert "make up" in caught.value.next_step
