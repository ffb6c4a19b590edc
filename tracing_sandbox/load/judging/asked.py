"""What was asked of two runs, before they are set beside each other; `against` does that."""

from collections.abc import Iterator, Mapping
from typing import Any

from tracing_sandbox.load.planning.arrivals import KINDS

# What two runs must share for their figures to mean the same; of a mix all but its limits.
SAME = ("rate", "duration_s")
LIMITS = "at_most"


def what_differs(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Say what was asked of the runs differently."""
    mixes = [name for name in _mix_differs(before["mix"], now["mix"]) if name != LIMITS]
    if mixes:
        yield f"the mix ({', '.join(mixes)})"
    for key in SAME:
        if before.get(key) != now.get(key):
            yield f"{key} ({before.get(key)} before, {now.get(key)} now)"
    yield from _arrivals_differ(before, now)


def _arrivals_differ(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Compare kinds by their names, and files by the times in them: a file may have changed."""
    was, isnow = before["arrivals"], now["arrivals"]
    if was in KINDS or isnow in KINDS:
        if was != isnow:
            yield f"arrivals ({was} before, {isnow} now)"
    elif before.get("times_sha256") != now.get("times_sha256"):
        yield f"arrivals (other times in {was} before than in {isnow} now)"


def _mix_differs(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    keys = sorted({*before, *now})
    return [key for key in keys if before.get(key) != now.get(key)]
