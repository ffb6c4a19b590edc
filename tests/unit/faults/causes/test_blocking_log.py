"""A log into a pipe whose reader is slow: who writes it waits, who queues it does not."""

import threading
import time

from tests.unit.faults.causes.calling import call_of, say_done
from tests.waiting import wait_until
from tracing_sandbox.faults.causes.blocking_log import write_by_another, write_by_oneself

DELAY_MS = 200.0


def test_request_waits_for_the_reader_and_leaves_no_thread() -> None:
    began, threads = time.monotonic(), set(threading.enumerate())

    assert write_by_oneself(call_of(say_done, delay_ms=DELAY_MS)) == "done"

    assert time.monotonic() - began >= 0.8 * DELAY_MS / 1000
    assert set(threading.enumerate()) <= threads


def test_request_that_queues_its_lines_goes_on_and_its_thread_ends_by_itself() -> None:
    began, threads = time.monotonic(), set(threading.enumerate())

    assert write_by_another(call_of(say_done, delay_ms=2000)) == "done"

    assert time.monotonic() - began < 1
    wait_until(lambda: set(threading.enumerate()) <= threads, "the end of the log")
