"""The generator in a worker: sends what its master gives it, and tells it what became of that."""

from typing import Any

import gevent
from locust import runners
from locust.exception import RPCError

from loadtest.client_spans import build_provider
from loadtest.generator import FAILED, Generator
from loadtest.messages import CUT_OFF, ENDED, RECORDS, SHARE, STOP
from loadtest.otel_settings import take_over
from loadtest.sender import Sender
from loadtest.share import Share
from tracing_sandbox.load.recording.record import Record

TELL_S = 0.1
# Locust's own minute is a long time to send traffic that nobody records.
MASTER_SILENT_S = 10


class Worker(Generator):
    """Sends its share; the record goes to the master in small batches."""

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        runners.MASTER_HEARTBEAT_TIMEOUT = MASTER_SILENT_S
        self._runner = environment.runner
        self._untold: list[str] = []
        self._runner.register_message(SHARE, self._start)
        self._runner.register_message(STOP, self._stop)
        self._runner.register_message(CUT_OFF, lambda **_: self._hurry())

    def send(self) -> int:
        """Send the share; return the exit code."""
        telling = gevent.spawn(self._keep_telling)
        self._sender.send()
        telling.kill()
        self._tell()
        # Locust itself does so when it quits, and its master waits half a second for that.
        self._runner._send_stats()
        self._runner.send_message(ENDED, self._sender.failed)
        return FAILED if self._sender.failed else 0

    def stop(self) -> None:
        """Let nobody in from now on."""
        self._sender.stop()

    def cut_off(self) -> None:
        """Wait no longer for those who are in."""
        self._sender.cut_off()

    def end(self) -> None:
        """Stay until the master says that all is done."""

    def _start(self, msg: Any, **_: object) -> None:
        share = Share.from_message(msg.data)
        take_over(share.otel)
        self._sender = Sender(self.environment, build_provider(), share, self._write)
        self.begin()

    def _write(self, record: Record) -> None:
        self._untold.append(record.to_line())

    def _keep_telling(self) -> None:
        while True:
            gevent.sleep(TELL_S)
            self._tell()

    def _tell(self) -> None:
        """Tell the master; what cannot be told now is told the next time."""
        lines, self._untold = self._untold, []
        if not lines:
            return
        try:
            self._runner.send_message(RECORDS, lines)
        except RPCError:
            self._untold = lines + self._untold
