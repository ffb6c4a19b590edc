"""`--json` asks for a document, and before a body it says what to send."""

import pytest

from tracing_sandbox.terminal.body_after_json import with_body


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["--json"], ["--json"]),
        (["--json", "traces.json"], ["--json", "traces.json"]),
        (["abc", "--json"], ["abc", "--json"]),
        (["--json", '{"a": 1}', "--json"], ["--body", '{"a": 1}', "--json"]),
        (["--json", "[1]", "--probe", "URL"], ["--body", "[1]", "--probe", "URL"]),
        (['--json={"a": 1}'], ['--body={"a": 1}']),
        ([], []),
    ],
)
def test_body_is_told_from_what_is_none(typed: list[str], read: list[str]) -> None:
    assert with_body(typed) == read
