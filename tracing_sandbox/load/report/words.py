"""Figures and addresses of a report as they are read; the templates' filters."""

import math
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from tracing_sandbox.traces.measuring.figures import figure
from tracing_sandbox.traces.reading.safe_text import safe_text

NONE = "\N{EN DASH}"
LONGEST = 1000
MOST_MS = 1e12
LARGE = 1e15


def number(value: Any) -> float | None:
    """Read a number; None for what is none, or has no end."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def write_ms(value: Any) -> str:
    """Write a time in milliseconds as it is read."""
    time_ms = number(value)
    if time_ms is None:
        return NONE
    if abs(time_ms) > MOST_MS:
        return f"{time_ms:.2g} ms"
    return figure(round(time_ms * 1e6))


def write_signed_ms(value: Any) -> str:
    """Write a difference of times with its sign."""
    time_ms = number(value)
    if time_ms is None:
        return NONE
    return f"{'-' if time_ms < 0 else '+'}{write_ms(abs(time_ms))}"


def write_count(value: Any) -> str:
    """Write how many there are."""
    count = number(value)
    if count is None:
        return NONE
    return f"{count:.2g}" if abs(count) > LARGE else f"{count:,.0f}"


def write_figure(value: Any) -> str:
    """Write a figure without decimals that say nothing."""
    exact = number(value)
    return NONE if exact is None else f"{exact:,.4g}" if abs(exact) < LARGE else f"{exact:.2g}"


def write_share(value: Any) -> str:
    """Write a share in per cent; only all is 100 %, and only none is 0 %."""
    share = number(value)
    if share is None:
        return NONE
    if 0 < share < 0.0001:
        return "under 0.01 %"
    percent = share * 100
    if abs(percent) >= LARGE:
        return f"{percent:.2g} %"
    if 99 < percent < 100:
        return f"{math.floor(percent * 10) / 10:.3g} %"
    return f"{percent:,.0f} %" if abs(percent) >= 1000 else f"{percent:.3g} %"


def write_at(value: Any) -> str:
    """Write a moment of the run."""
    at_s = number(value)
    return NONE if at_s is None else f"{at_s:+,.1f} s"


def write_limit(value: Any, name: str) -> str:
    """Write what is limited, as is usual for a limit of that name."""
    if name.endswith("_ms"):
        return write_ms(value)
    return write_share(value) if name in {"error_rate", "missed"} else write_figure(value)


def is_web(address: Any) -> bool:
    """Say whether an address is a link: one of the web, with a host."""
    if not isinstance(address, str) or len(address) > LONGEST:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def make_harmless(value: Any) -> Any:
    """Cut what is written, and show what would be invisible in it; None is a dash."""
    if value is None:
        return NONE
    if isinstance(value, str) and not isinstance(value, Markup):
        return safe_text(value, LONGEST)
    return value


def write_moment(value: Any) -> str:
    """Write a moment, of which a result has the nanoseconds too, to the second."""
    day, _, time = str(value).partition("T")
    return f"{day} {time[:8]} UTC" if time.endswith("Z") else str(value)
