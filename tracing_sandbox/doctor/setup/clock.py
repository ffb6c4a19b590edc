"""The clocks of services beside this machine's: HTTP's `Date` tells them to the second."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import requests

from tracing_sandbox.doctor.setup.check import Check, untold, well, wrong
from tracing_sandbox.doctor.setup.environment import named
from tracing_sandbox.traces.direct import DirectSession

TIMEOUT_S = 2.0
# `Date` leaves out what is less than a second, and a busy machine answers late.
TOLERANCE_S = 2.0
NAME = "Clocks"


def check_clocks(addresses: Mapping[str, str]) -> Check:
    """Ask each service at an address of its own, and compare."""
    if not addresses:
        return untold(NAME, "No service is known here.", "Compare them with `date -u`.")
    with ThreadPoolExecutor(len(addresses)) as pool:
        ahead = dict(zip(addresses, pool.map(seconds_ahead, addresses.values()), strict=True))
    return judge_clocks(ahead)


def judge_clocks(ahead: Mapping[str, float | None]) -> Check:
    """Judge by how many seconds each clock is ahead of ours; None where one did not tell."""
    off = {name: by for name, by in ahead.items() if by is not None and abs(by) > TOLERANCE_S}
    if off:
        said = "; ".join(f"{name} is {tell(by)}" for name, by in off.items())
        return wrong(NAME, f"{said}.", "Set the clock there: run a time service such as chrony.")
    silent = [name for name, by in ahead.items() if by is None]
    if silent:
        return untold(NAME, f"{named(silent)} told no time.", "Compare it with `date -u` there.")
    return well(NAME, f"{told(sorted(ahead))} within {TOLERANCE_S:g} s of this machine's.")


def told(names: Sequence[str]) -> str:
    """Begin the sentence about clocks that are right."""
    return f"{named(names)} {'is' if len(names) == 1 else 'are'}"


def tell(by: float) -> str:
    """Say by how much a clock is off."""
    return f"{abs(by):.0f} s {'ahead' if by > 0 else 'behind'}"


def seconds_ahead(url: str) -> float | None:
    """Return by how much a service's clock is ahead of ours; None where it does not tell."""
    began = time.time()
    try:
        with DirectSession() as session, session.get(url, timeout=TIMEOUT_S, stream=True) as answer:
            date = answer.headers.get("Date", "")
        theirs = parsedate_to_datetime(date).timestamp()
    except (requests.RequestException, ValueError, TypeError):
        return None
    # On average `Date` has left out half a second.
    return theirs + 0.5 - (began + time.time()) / 2
