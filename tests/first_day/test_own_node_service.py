"""A service of one's own in Node, by the words of the page; where there is a Node."""

import shutil
from pathlib import Path

import pytest

from tests.command_blocks import blocks
from tests.first_day.own_service import PAGE, Developer, OwnService, complaints
from tracing_sandbox.running.trial import TrialSandbox

NODE = OwnService("my-node", "own-node", 8005, protocol="OTLP_HTTP")


@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no Node here")
def test_node_service_is_in_one_trace_with_the_shop(sandbox: TrialSandbox, tmp_path: Path) -> None:
    developer = Developer(sandbox, tmp_path)
    (words,) = blocks("own-node-asked", PAGE)
    with developer.running(NODE) as (port, log):
        trace = developer.find_trace(words.replace(str(NODE.port), str(port)))
    assert trace["services"] == ["frontend", "inventory", "my-node", "thirdparty"]
    assert trace["problems"] == []
    assert [line for line in complaints(log) if not line.startswith("npm ")] == []
