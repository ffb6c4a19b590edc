"""The generator in one process."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from loadtest.client_spans import build_provider
from loadtest.generator import FAILED, Generator
from loadtest.record_keeper import RecordKeeper
from loadtest.sender import Sender
from loadtest.share import split_plan
from tracing_sandbox.load.planning.plan import Arrival
from tracing_sandbox.load.recording.record import RECORD_NOT_WHOLE, Record


class Alone(Generator):
    """Sends the whole plan and writes the record."""

    def __init__(self, environment: Any, plan: Sequence[Arrival]) -> None:
        super().__init__(environment)
        self._plan = plan
        self._provider = build_provider()
        self._record = RecordKeeper(Path(environment.parsed_options.record), self.stop)
        # The last that is said: after Locust's summary.
        environment.events.quit.add_listener(self._record.say_what_it_lacks)
        environment.events.test_start.add_listener(self._start)

    def send(self) -> int:
        """Send the plan; return the exit code."""
        self._sender.send()
        self._record.close()
        if not self._record.whole:
            return RECORD_NOT_WHOLE
        return FAILED if self._sender.failed else 0

    def stop(self) -> None:
        """Let nobody in from now on."""
        self._sender.stop()

    def cut_off(self) -> None:
        """Wait no longer for those who are in."""
        self._sender.cut_off()

    def _start(self, **_: object) -> None:
        [share] = split_plan(self._plan, 1, self.environment.parsed_options.start_at)
        self._sender = Sender(self.environment, self._provider, share, self._write)
        self.begin()

    def _write(self, record: Record) -> None:
        self._record.add(record.to_line())
