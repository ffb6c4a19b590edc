"""The generator's master: shares the plan out among Locust's workers, and writes the record."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gevent
from locust.runners import STATE_MISSING

from loadtest.client_spans import FLUSH_S
from loadtest.dispatch import CUT_OFF_S, LONGEST_JOURNEY_S
from loadtest.generator import FAILED, Generator
from loadtest.messages import CUT_OFF, ENDED, RECORDS, SHARE, STOP
from loadtest.record_keeper import RecordKeeper
from loadtest.share import split_plan
from loadtest.wall_clock import WallClock
from tracing_sandbox.load.planning.plan import Arrival
from tracing_sandbox.load.recording.record import RECORD_NOT_WHOLE

PAUSE_S = 0.1
# What workers need to tell the last of it.
MARGIN_S = CUT_OFF_S + FLUSH_S + 5.0


class Master(Generator):
    """Gives arrival i to worker i % N; what a worker that dies had still to send is not sent."""

    def __init__(self, environment: Any, plan: Sequence[Arrival]) -> None:
        super().__init__(environment)
        self._plan = plan
        self._runner = environment.runner
        self._record = RecordKeeper(Path(environment.parsed_options.record), self.stop)
        # The last that is said: after Locust's summary.
        environment.events.quit.add_listener(self._record.say_what_it_lacks)
        self._workers: list[str] = []
        self._ended: dict[str, bool] = {}
        self._deadline_s = 0.0
        self._runner.register_message(RECORDS, self._write)
        self._runner.register_message(ENDED, self._end)
        environment.events.spawning_complete.add_listener(self._start)

    def send(self) -> int:
        """Let the workers send the plan; return the exit code."""
        shares = split_plan(
            self._plan, len(self._workers), self.environment.parsed_options.start_at
        )
        for worker, share in zip(self._workers, shares, strict=True):
            self._runner.send_message(SHARE, share.to_message(), client_id=worker)
        clock = WallClock(shares[0].began_ns)
        last_s = clock.s_until(clock.planned_ns(self._plan[-1].at_ms)) if self._plan else 0.0
        self._expect_within(max(last_s, 0.0) + LONGEST_JOURNEY_S)
        while time.monotonic() < self._deadline_s and not all(map(self._is_done, self._workers)):
            gevent.sleep(PAUSE_S)
        self._record.close()
        if not self._record.whole:
            return RECORD_NOT_WHOLE
        return FAILED if any(self._ended.values()) else 0

    def stop(self) -> None:
        """Let nobody in from now on."""
        self._expect_within(self.environment.stop_timeout)
        self._runner.send_message(STOP)

    def cut_off(self) -> None:
        """Wait no longer for those who are in."""
        self._expect_within(0.0)
        self._runner.send_message(CUT_OFF)

    def _start(self, **_: object) -> None:
        """Share out once: Locust says this again when a worker is lost."""
        clients = self._runner.clients.all
        present = [client.id for client in clients if client.state != STATE_MISSING]
        if present and not self._workers:
            self._workers = sorted(present, key=self._runner.get_worker_index)
            self.begin()

    def _expect_within(self, within_s: float) -> None:
        self._deadline_s = time.monotonic() + within_s + MARGIN_S

    def _is_done(self, worker: str) -> bool:
        """Tell whether nothing more is to be expected: it has ended, has left, or is silent."""
        client = self._runner.clients.get(worker)
        return worker in self._ended or client is None or client.state == STATE_MISSING

    def _write(self, msg: Any, **_: object) -> None:
        for line in msg.data:
            self._record.add(line)

    def _end(self, msg: Any, **_: object) -> None:
        self._ended[msg.node_id] = msg.data
