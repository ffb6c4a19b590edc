"""The interpreter's lock: another thread is in one long call of C, and nobody else can run.

Trimming by a regular expression takes the square of the text's length (CWE-1333).
"""

import re
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from tracing_sandbox.faults.call import Call

END_OF_TEXT = re.compile(r"\s+$")
SAMPLE = 1000
SAMPLES = 3
LONGEST_S = 10.0
START_S = 2.0


def trim_by_pattern(text: str) -> str:
    """Trim a text: the expression tries each blank as the first of its end."""
    return END_OF_TEXT.sub("", text)


def stand_still(call: Call) -> Any:
    """Go on beside a thread that trims a long text by a regular expression."""
    return beside(call, trim_by_pattern)


def run_on(call: Call) -> Any:
    """Go on beside a thread that trims the same text in one pass."""
    return beside(call, str.rstrip)


def beside(call: Call, trim: Callable[[str], str]) -> Any:
    """Make the call while another thread trims."""
    text = write_text(min(call.delay_s, LONGEST_S))
    began = Event()
    thread = Thread(target=lambda: (began.set(), trim(text)), daemon=True)
    thread.start()
    try:
        began.wait(START_S)
        return call.proceed()
    finally:
        thread.join()


def write_text(trimmed_in_s: float) -> str:
    """Write a text that takes this long to trim by the expression: many blanks, and a letter."""
    sample = " " * SAMPLE + "."
    sample_s = min(time_s(sample) for _ in range(SAMPLES))
    return " " * int(SAMPLE * (trimmed_in_s / sample_s) ** 0.5) + "."


def time_s(text: str) -> float:
    """Measure how long it takes to trim a text by the expression."""
    began = time.perf_counter()
    trim_by_pattern(text)
    return time.perf_counter() - began


BROKEN = {"inventory.app:find_reservation": stand_still}
MENDED = {"inventory.app:find_reservation": run_on}
