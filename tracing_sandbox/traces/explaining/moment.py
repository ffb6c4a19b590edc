"""Moments as sentences and documents give them: UTC, so that terminal and page say the same."""

from datetime import UTC, datetime

from tracing_sandbox.traces.measuring.figures import SECOND


def rfc3339(time_ns: int) -> str:
    """Write a moment to the nanosecond."""
    return f"{moment(time_ns):%Y-%m-%dT%H:%M:%S}.{time_ns % SECOND:09d}Z"


def clock(time_ns: int) -> str:
    """Write a moment to the second."""
    return f"{moment(time_ns):%Y-%m-%d %H:%M:%S} UTC"


def moment(time_ns: int) -> datetime:
    """Give a moment as a date, to the second."""
    return datetime.fromtimestamp(time_ns // SECOND, UTC)
