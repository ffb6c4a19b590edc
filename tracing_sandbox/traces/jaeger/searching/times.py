"""Times as people type them: how long something took at least, and a moment to look from or to."""

import re
from datetime import datetime

from tracing_sandbox.traces.jaeger.period import BadPeriod, read_period
from tracing_sandbox.traces.measuring.figures import MICROSECOND, MILLISECOND, MINUTE, SECOND
from tracing_sandbox.traces.reading.fields.moment import LATEST_NS, read_rfc3339

UNITS = {"us": MICROSECOND, "ms": MILLISECOND, "s": SECOND, "m": MINUTE}
TOOK = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)\s*(us|ms|s|m)", re.ASCII)
# What is left out of a moment is the beginning of the day or the minute.
SHORT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?( ?Z| ?UTC)?", re.ASCII)
NOW = "now"
TOOK_EXPECTED = "expected a number and us, ms, s or m, for example 250ms"
MOMENT_EXPECTED = "expected how long ago, for example 15m, or a moment, for example {}"


def read_took(text: str) -> int:
    """Read 250ms, 1.5s or 2m as nanoseconds; raise `BadPeriod` for anything else."""
    found = TOOK.fullmatch(text.strip())
    if not found:
        raise BadPeriod(f"{text[:40]!r} is no time that something took; {TOOK_EXPECTED}")
    return round(float(found[1]) * UNITS[found[2]])


def read_moment(text: str, now: datetime) -> int:
    """Read now, 15m (ago) or a date and time, in UTC unless it says otherwise, as nanoseconds.

    Raises `BadPeriod` for anything else.
    """
    now_ns = int(now.timestamp() * SECOND)
    if text.strip().lower() == NOW:
        return now_ns
    if short := SHORT.fullmatch(text.strip()):
        text = f"{short[1]}T{short[2] or '00:00'}:00"
    moment_ns = read_rfc3339(text.strip().removesuffix(" UTC"))
    if moment_ns is not None and 0 <= moment_ns <= LATEST_NS:
        return moment_ns
    try:
        return now_ns - int(read_period(text).total_seconds()) * SECOND
    except BadPeriod as error:
        expected = MOMENT_EXPECTED.format(f"{now:%Y-%m-%dT%H:%M:%SZ}")
        raise BadPeriod(f"{text[:40]!r} is no moment; {expected}") from error
