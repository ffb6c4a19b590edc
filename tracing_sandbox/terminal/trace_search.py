"""What `sandbox traces` is asked for: its options read, and written again for what comes next."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from tracing_sandbox.errors import WrongUsageError
from tracing_sandbox.invocation import typed
from tracing_sandbox.terminal.file_view import quoted
from tracing_sandbox.traces.jaeger.period import BadPeriod, read_period
from tracing_sandbox.traces.jaeger.searching.search import Search
from tracing_sandbox.traces.jaeger.searching.times import read_moment, read_took
from tracing_sandbox.traces.reading.fields.moment import LATEST_NS

Options: TypeAlias = Mapping[str, str | int | bool | None]


def read_search(options: Options) -> Search:
    """Read the options; WrongUsageError for a value that is none, with one that is."""
    now = datetime.now(UTC)
    if options["since"] and options["last"]:
        raise WrongUsageError("--since and --last both say from when on.", "Give one of them.")
    since_ns = _read_since(options, now)
    until_ns = _read(options, "until", lambda text: read_moment(text, now), LATEST_NS)
    if since_ns >= until_ns:
        raise WrongUsageError(
            "The search ends before it begins: nothing lies between.",
            f"Try: {typed('traces --since 15m --until 5m')}",
        )
    return Search(
        service=str(options["service"] or ""),
        operation=str(options["operation"] or ""),
        least_ns=_read(options, "min-duration", read_took, 0),
        value=str(options["order"] or ""),
        errors=bool(options["errors"]),
        background=bool(options["all"]),
        since_ns=since_ns,
        until_ns=until_ns,
    )


def _read_since(options: Options, now: datetime) -> int:
    if options["last"]:
        _read(options, "last", lambda text: int(read_period(text).total_seconds()), 0)
        return read_moment(str(options["last"]), now)
    return _read(options, "since", lambda text: read_moment(text, now), 0)


def _read(options: Options, name: str, read: Callable[[str], int], default: int) -> int:
    text = options[name]
    if not text:
        return default
    try:
        return read(str(text))
    except BadPeriod as error:
        raise WrongUsageError(f"--{name} {error}.", f"See {typed('traces --help')}") from error


def write_command(options: Options, **changed: str | int | bool | None) -> str:
    """Write the command with other options, as it can be typed."""
    words = ["traces"]
    for name, value in {**options, **changed}.items():
        if value is True:
            words.append(f"--{name}")
        elif value:
            words.append(f"--{name} {quoted(str(value))}")
    return typed(" ".join(words))
