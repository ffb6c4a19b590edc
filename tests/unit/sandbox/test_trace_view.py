"""A file of which nothing can be read is an error, not an empty answer."""

from pathlib import Path

import pytest

from sandbox.errors import SandboxError
from sandbox.trace_view import read_file

UNREADABLE = (
    '{"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "01", "spanId": "02",'
    ' "startTimeUnixNano": "then", "endTimeUnixNano": "now"}]}]}]}'
)


def test_file_without_a_readable_span_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    file.write_text(UNREADABLE)
    with pytest.raises(SandboxError, match=r"No span in .*trace.json could be read"):
        read_file(file)
