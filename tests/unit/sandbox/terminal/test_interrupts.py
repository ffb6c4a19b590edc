"""Ctrl-C, SIGTERM and SIGHUP break off a start in any case, and a stop in none."""

import signal
import weakref
from collections.abc import Iterator

import pytest

from tracing_sandbox.terminal.console import err
from tracing_sandbox.terminal.interrupts import AT_ONCE, STILL_STOPPING, Interrupts


@pytest.fixture(autouse=True)
def _handlers_as_in_a_terminal() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in Interrupts.SIGNALS}
    for number in before:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", Interrupts.SIGNALS)
def test_signal_is_an_interrupt(number: signal.Signals) -> None:
    with Interrupts(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("look", [Interrupts.repeat, Interrupts.hold])
def test_interrupt_that_python_drops_is_repeated(look: object) -> None:
    class Finalized:
        pass

    assert callable(look)
    with Interrupts() as interrupts:
        interrupts.repeat()
        one = Finalized()
        weakref.finalize(one, signal.raise_signal, signal.SIGINT)
        del one
        with pytest.raises(KeyboardInterrupt):
            look(interrupts)


def test_signal_that_is_ignored_stays_so() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with Interrupts():
        signal.raise_signal(signal.SIGHUP)


def test_interrupt_that_is_held_breaks_nothing_off_and_is_not_forgotten() -> None:
    with Interrupts() as interrupts:
        interrupts.hold()
        assert interrupts.wait(0) is False
        signal.raise_signal(signal.SIGINT)
        assert interrupts.wait(0) is True
        with pytest.raises(KeyboardInterrupt):
            interrupts.repeat()


def test_stop_that_an_interrupt_began_is_hurried_by_the_next_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Interrupts() as interrupts:
        interrupts.hold()
        signal.raise_signal(signal.SIGINT)
        interrupts.begin_stop()
        assert interrupts.are_urgent() is False
        signal.raise_signal(signal.SIGTERM)
        assert interrupts.are_urgent() is True
        signal.raise_signal(signal.SIGINT)
        assert interrupts.are_urgent() is True
    assert capsys.readouterr().err == f"{AT_ONCE}\n"


def test_stop_that_was_asked_for_tells_the_first_interrupt_what_it_waits_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Interrupts() as interrupts:
        interrupts.begin_stop()
        signal.raise_signal(signal.SIGINT)
        assert [interrupts.are_urgent(), interrupts.are_urgent()] == [False, False]
        signal.raise_signal(signal.SIGINT)
        assert interrupts.are_urgent() is True
    assert capsys.readouterr().err.split("\n") == [STILL_STOPPING, AT_ONCE, ""]


def test_interrupt_that_comes_while_the_one_before_it_is_told_is_told_as_well(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Interrupts() as interrupts:
        interrupts.begin_stop()
        signal.raise_signal(signal.SIGINT)
        with monkeypatch.context() as patched:
            patched.setattr(err, "print", lambda *_, **__: signal.raise_signal(signal.SIGINT))
            assert interrupts.are_urgent() is False
        assert interrupts.are_urgent() is True
    assert capsys.readouterr().err == f"{AT_ONCE}\n"
