"""Ctrl-C, SIGTERM and SIGHUP: what they break off, and what they may only hasten."""

import signal
import threading
from typing import Self

from tracing_sandbox.terminal.console import err

STILL_STOPPING = "Still stopping: the services end their requests first. Once more to end them now."
AT_ONCE = "Ending everything at once; spans that have not left are lost."


class Interrupts:
    """Takes what asks us to stop: at first it breaks off whatever is going on, as Ctrl-C does.

    Once processes of the sandbox run, `hold` it: then it is noted, so that none is left half
    started or half stopped, and whoever waits looks at it. One while we stop is answered with what
    we wait for, the next one makes an end at once.
    """

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self._came = 0
        self._told = 0
        self._at_stop = 0
        self._held = False
        self._one_came = threading.Event()

    def __enter__(self) -> Self:
        self._before = {
            number: signal.signal(number, self._take)
            for number in self.SIGNALS
            if signal.getsignal(number) != signal.SIG_IGN
        }
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def hold(self) -> None:
        """Break nothing off from here on; one that came before and was dropped is raised now.

        Python drops what is raised while it finalizes an object.
        """
        self._held = True
        self.repeat()

    def repeat(self) -> None:
        """Raise KeyboardInterrupt if somebody wants us to stop."""
        if self._came:
            raise KeyboardInterrupt

    def wait(self, timeout_s: float) -> bool:
        """Wait until somebody wants us to stop; tell whether somebody does."""
        return self._one_came.wait(timeout_s)

    def begin_stop(self) -> None:
        """Note that what came until now is being done."""
        self._held = True
        self._told = self._at_stop = self._came

    def are_urgent(self) -> bool:
        """Tell whether a stop is to be made at once, and say what it does to who asks again."""
        # The next one may come while this one is told.
        came = self._came
        if self._told < came and not self._is_second(self._told):
            err.print(AT_ONCE if self._is_second(came) else STILL_STOPPING, soft_wrap=True)
        self._told = came
        return self._is_second(came)

    def _is_second(self, count: int) -> bool:
        return count > max(self._at_stop, 1)

    def _take(self, _number: int, _frame: object) -> None:
        self._came += 1
        self._one_came.set()
        if not self._held:
            raise KeyboardInterrupt
