"""Waits for a condition instead of sleeping."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

PAUSE_S = 0.02


def wait_until(check: Callable[[], Found], description: str, timeout_s: float = 30.0) -> Found:
    """Return what `check` returns as soon as it is true; AssertionError names what was awaited.

    An AssertionError inside `check` counts as "not yet".
    """
    deadline = time.monotonic() + timeout_s
    failure: AssertionError | None = None
    while True:
        try:
            found = check()
        except AssertionError as error:
            failure = error
        else:
            if found:
                return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout_s:g} s for {description}") from failure
        time.sleep(PAUSE_S)
