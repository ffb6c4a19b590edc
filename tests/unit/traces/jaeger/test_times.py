"""Times as people type them."""

from datetime import UTC, datetime

import pytest

from tracing_sandbox.traces.jaeger.period import BadPeriod
from tracing_sandbox.traces.jaeger.searching.times import read_moment, read_took

NOW = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
EIGHT_NS = int(datetime(2026, 11, 26, 8, tzinfo=UTC).timestamp()) * 10**9


@pytest.mark.parametrize(
    ("text", "expected_ns"),
    [
        ("250ms", 250_000_000),
        (" 1.5 s ", 1_500_000_000),
        ("2m", 120 * 10**9),
        ("0.5us", 500),
    ],
)
def test_duration_is_read(text: str, expected_ns: int) -> None:
    assert read_took(text) == expected_ns


@pytest.mark.parametrize("text", ["", "250", "fast", "-5ms", "1e3ms", "5h", "٣ms"])
def test_odd_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadPeriod, match="for example 250ms"):
        read_took(text)


@pytest.mark.parametrize(
    ("text", "expected_ns"),
    [
        ("now", EIGHT_NS + 1_800 * 10**9),
        ("30m", EIGHT_NS),
        ("2026-11-26T08:00:00Z", EIGHT_NS),
        ("2026-11-26 08:00:00 UTC", EIGHT_NS),
        ("2026-11-26 08:00", EIGHT_NS),
        ("2026-11-26", EIGHT_NS - 8 * 3_600 * 10**9),
        ("2026-11-26T09:00:00+01:00", EIGHT_NS),
        ("2026-11-26T08:00:00.123456789Z", EIGHT_NS + 123_456_789),
    ],
)
def test_moment_is_read(text: str, expected_ns: int) -> None:
    assert read_moment(text, NOW) == expected_ns


@pytest.mark.parametrize(
    "text", ["", "yesterday", "8:00", "2026-13-01", "1969-12-31", "3000-01-01"]
)
def test_odd_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadPeriod, match="for example 15m, or a moment, for example 2026-11-26T"):
        read_moment(text, NOW)
