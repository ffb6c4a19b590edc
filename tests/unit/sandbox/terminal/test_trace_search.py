"""The options of `sandbox traces`, read, and written again for what comes next."""

import shlex

import pytest

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.terminal.trace_search import Options, read_search, write_command
from tracing_sandbox.traces.jaeger.searching.search import Search

NAMES = ("service", "operation", "min-duration", "order", "last", "since", "until", "limit")
NONE: Options = {**dict.fromkeys(NAMES), "errors": False, "slowest": False, "all": False}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"min-duration": "fast"}, "--min-duration 'fast' is no time that something took"),
        ({"min-duration": "250"}, "for example 250ms"),
        ({"since": "yesterday"}, "--since 'yesterday' is no moment; expected how long ago"),
        ({"until": "25:00"}, "for example 15m"),
        ({"last": "soon"}, "--last 'soon' is no length of time"),
        ({"last": "2026-11-26"}, "for example 15m"),
        ({"since": "5m", "until": "10m"}, "nothing lies between"),
        ({"since": "5m", "last": "10m"}, "Give one of them"),
    ],
)
def test_wrong_value_is_told_with_an_example(given: Options, expected: str) -> None:
    with pytest.raises(WrongUsageError) as raised:
        read_search({**NONE, **given})
    assert expected in str(raised.value)


def test_options_say_what_is_looked_for() -> None:
    given = {"service": "frontend", "min-duration": "250ms", "errors": True, "order": "7f1c"}
    search = read_search({**NONE, **given, "since": "2026-11-26 08:00"})
    assert search == Search(
        service="frontend",
        least_ns=250_000_000,
        errors=True,
        value="7f1c",
        since_ns=1_795_680_000 * 10**9,
    )


def test_command_is_written_as_a_shell_takes_it() -> None:
    given = {"operation": "GET /v1/<sku>'s", "service": "a\x1b[2Jb", "errors": True, "limit": 5}
    written = write_command({**NONE, **given}, until="1d")
    words = shlex.split(written.replace("$'", "'"))
    assert words[1:] == [
        "traces",
        "--service",
        "a\\x1b[2Jb",
        "--operation",
        "GET /v1/<sku>'s",
        "--until",
        "1d",
        "--limit",
        "5",
        "--errors",
    ]
