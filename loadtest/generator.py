"""The generator's life beside Locust's: begins with its run, and neither ends before the other."""

import os
import signal
from abc import ABC, abstractmethod
from typing import Any

import gevent
from gevent.event import Event

FAILED = 1
PARENT_S = 0.5


class Generator(ABC):
    """Sends a plan, alone, as the master of workers or as one of them."""

    def __init__(self, environment: Any) -> None:
        self.environment = environment
        self.over = Event()
        self._running: Any = None
        self._leaving = False
        self._parent = environment.parsed_options.parent or os.getppid()
        environment.events.test_stopping.add_listener(self._stop)
        environment.events.quitting.add_listener(self._leave)
        # Another SIGTERM could come together with the first one, and the two would be one.
        gevent.signal_handler(signal.SIGUSR1, self._hurry)
        gevent.spawn(self._watch_parent)

    @abstractmethod
    def send(self) -> int:
        """Send what there is to send; return the exit code."""

    @abstractmethod
    def stop(self) -> None:
        """Let nobody in from now on; `send` returns when those who are in have left."""

    @abstractmethod
    def cut_off(self) -> None:
        """Wait no longer for those who are in."""

    def begin(self) -> None:
        """Begin to send, once; Locust goes on meanwhile."""
        if self._running is None:
            self._running = gevent.spawn(self._run)

    def end(self) -> None:
        """Be done: end Locust too, unless it is ending already."""
        if not self._leaving:
            self.environment.runner.quit()

    def _run(self) -> None:
        self.environment.process_exit_code = FAILED
        try:
            self.environment.process_exit_code = self.send()
        finally:
            self.over.set()
            self.end()

    def _stop(self, **_: object) -> None:
        if self._running is not None and not self.over.is_set():
            self.stop()

    def _hurry(self) -> None:
        if self._running is not None and not self.over.is_set():
            self.cut_off()

    def _leave(self, **_: object) -> None:
        """Wait for those who are in, before Locust ends after a signal or at its master's word."""
        self._leaving = True
        self._stop()
        if self._running is not None:
            self._running.join()

    def _watch_parent(self) -> None:
        """End as after a signal when whoever started this is gone: nobody would read the record.

        That may be so already when this begins: who it was is told, where the caller may be killed.
        """
        while os.getppid() == self._parent:
            gevent.sleep(PARENT_S)
        os.kill(os.getpid(), signal.SIGTERM)
