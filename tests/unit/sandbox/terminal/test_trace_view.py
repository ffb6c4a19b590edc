"""What the commands say of a file of traces beside what is in it."""

import json
from pathlib import Path

import pytest

from tracing_sandbox.errors import SandboxError
from tracing_sandbox.running.addresses import Addresses
from tracing_sandbox.terminal.file_view import read_file
from tracing_sandbox.terminal.trace_view import find_any

UNREADABLE = (
    '{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "01", "spanId": "02",'
    ' "startTimeUnixNano": "then", "endTimeUnixNano": "now"}]}]}]}'
)


def test_file_without_a_readable_span_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    file.write_text(UNREADABLE)
    with pytest.raises(SandboxError, match=r"No span in .*trace.json could be read"):
        read_file(file)


def test_first_trace_of_a_file_of_several_is_not_taken_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "trace.json"
    span = {"spanId": "02" * 8, "startTimeUnixNano": "1", "endTimeUnixNano": "2"}
    spans = [{"traceId": each * 16, **span} for each in ("ab", "cd")]
    file.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
    assert (
        find_any(
            Addresses("http://shop.invalid", "http://jaeger.invalid"), str(file), None, "--id"
        ).trace_id
        == "ab" * 16
    )
    assert f"holds 2 traces; the first is taken, {'ab' * 16}." in capsys.readouterr().err
