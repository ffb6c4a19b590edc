"""Ctrl-C, SIGTERM and SIGHUP stop a start in any case."""

import signal
import weakref
from collections.abc import Iterator

import pytest

from tracing_sandbox.commands.up import stop_on_signal


@pytest.fixture(autouse=True)
def _handlers_as_in_a_terminal() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in stop_on_signal.SIGNALS}
    for number in before:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", stop_on_signal.SIGNALS)
def test_signal_is_an_interrupt(number: signal.Signals) -> None:
    with stop_on_signal(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_interrupt_that_python_drops_is_repeated() -> None:
    class Finalized:
        pass

    with stop_on_signal() as interrupt:
        interrupt.repeat()
        one = Finalized()
        weakref.finalize(one, signal.raise_signal, signal.SIGINT)
        del one
        with pytest.raises(KeyboardInterrupt):
            interrupt.repeat()


def test_signal_that_is_ignored_stays_so() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stop_on_signal():
        signal.raise_signal(signal.SIGHUP)
