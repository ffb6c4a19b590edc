"""The generator in one process: sends a plan and writes the record of it."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import gevent
from gevent.event import Event

from loadtest.client_spans import ClientTracing
from loadtest.dispatch import Dispatch
from loadtest.journey import Journey, Traffic
from loadtest.wall_clock import NS_PER_S, WallClock
from tracing_sandbox.load.plan import Arrival, read_plan
from tracing_sandbox.load.record import Record, RecordFile

FULL = 3
FAILED = 1
PARENT_S = 0.5


class Generator:
    """Begins with Locust's run, ends it when the plan is done, and the plan when Locust ends."""

    def __init__(self, environment: Any) -> None:
        options = environment.parsed_options
        self._environment = environment
        self._arrivals: Sequence[Arrival] = read_plan(Path(options.plan))
        self._record = RecordFile(Path(options.record))
        self._recorded = 0
        self._unwritable: OSError | None = None
        self._dispatch = Dispatch(lambda arrival: Journey(arrival, self._traffic).walk())
        self._leaving = False
        self.over = Event()
        environment.events.test_start.add_listener(self._start)
        environment.events.quitting.add_listener(self._leave)
        gevent.spawn(self._watch_parent)

    def _start(self, **_: object) -> None:
        environment = self._environment
        began_ns = environment.parsed_options.start_at or time.time_ns() + NS_PER_S
        self._traffic = Traffic(
            shop_url=environment.host.rstrip("/"),
            clock=WallClock(began_ns),
            tracing=ClientTracing(),
            request_event=environment.events.request,
            write=self._write,
            run_key=uuid4().hex,
        )
        self._running = gevent.spawn(self._run)

    def _run(self) -> None:
        self._dispatch.run(self._arrivals, self._traffic.clock)
        self._dispatch.drain(self._environment.stop_timeout)
        self._record.close()
        self._traffic.tracing.flush()
        self._environment.process_exit_code = self._exit_code()
        self.over.set()
        if not self._leaving:
            self._environment.runner.quit()

    def _leave(self, **_: object) -> None:
        """Let nobody in any more, and wait for those who are in."""
        self._leaving = True
        self._dispatch.stop()
        if hasattr(self, "_running"):
            self._running.join()

    def _write(self, record: Record) -> None:
        if self._unwritable:
            return
        try:
            self._record.add(record)
        except OSError as error:
            self._unwritable = error
            self._dispatch.stop()
        else:
            self._recorded += 1

    def _exit_code(self) -> int:
        if self._unwritable:
            sys.stderr.write(
                f"Cannot write {self._environment.parsed_options.record}: "
                f"{self._unwritable.strerror}. {self._recorded} requests are recorded.\n"
            )
            return FULL
        return FAILED if self._dispatch.failed else 0

    def _watch_parent(self) -> None:
        """Stop when whoever started this is gone: nobody would read the record."""
        parent = os.getppid()
        while os.getppid() == parent:
            gevent.sleep(PARENT_S)
        self._dispatch.stop()
