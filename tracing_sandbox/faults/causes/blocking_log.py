"""A log that blocks: its lines go into a pipe whose reader is slow, and the request waits for that.

So it is where a container's log is collected by somebody who does not keep up.
"""

import logging
import os
from logging.handlers import QueueHandler, QueueListener
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

from tracing_sandbox.faults.call import Call

KIB = 1024
LINE = "taken from shelf %03d: ".ljust(KIB, ".")
# What a pipe of Linux holds, and some pages that only go in as the reader makes room.
PIPE, PAGE, PAGES = 64 * KIB, 4 * KIB, 20
LINES = (PIPE + PAGE * PAGES) // KIB


class Log:
    """A log into a pipe, which is read a page at a time until it is closed."""

    def __init__(self, takes_s: float) -> None:
        reads, writes = os.pipe()
        self.handler = logging.StreamHandler(os.fdopen(writes, "w"))
        self._closing = Event()
        self._reading = Thread(target=self._read, args=(reads, takes_s / PAGES), daemon=True)
        self._reading.start()

    def _read(self, reads: int, pause_s: float) -> None:
        with os.fdopen(reads, "rb") as pipe:
            while pipe.read(PAGE):
                self._closing.wait(pause_s)

    def close(self) -> None:
        """Close it; what is in the pipe is read at once."""
        self._closing.set()
        self.handler.stream.close()
        self._reading.join()


def write_by_oneself(call: Call) -> Any:
    """Log what is taken, and wait until each line is in the pipe."""
    log = Log(call.delay_s)
    try:
        log_each(log.handler)
    finally:
        log.close()
    return call.proceed()


def write_by_another(call: Call) -> Any:
    """Log what is taken into a queue, and go on; a thread writes it."""
    lines: SimpleQueue[logging.LogRecord] = SimpleQueue()
    log_each(QueueHandler(lines))
    Thread(target=write_all, args=(lines, Log(call.delay_s)), daemon=True).start()
    return call.proceed()


def log_each(handler: logging.Handler) -> None:
    """Log a line for each thing that is taken."""
    for number in range(LINES):
        handler.handle(logging.LogRecord("shelf", logging.INFO, "", 0, LINE, (number,), None))


def write_all(lines: "SimpleQueue[logging.LogRecord]", log: Log) -> None:
    """Write what is in a queue, and close the log."""
    listener = QueueListener(lines, log.handler)
    listener.start()
    listener.stop()
    log.close()


BROKEN = {"inventory.stock:take_off_shelf": write_by_oneself}
MENDED = {"inventory.stock:take_off_shelf": write_by_another}
