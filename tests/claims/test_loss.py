"""Which spans never leave the process that made them."""

import signal

from tests.claims.program import started

MAKE = "import os, signal, sys\ntracer.start_span('order').end()\n"
WAIT = MAKE + "print('ready', flush=True)\nsignal.pause()"
HANDLED = "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n" + WAIT
KEPT, LOST = ["order"], []
MULTIPROCESSING = """
import multiprocessing

child = multiprocessing.get_context("fork").Process(target=tracer.start_span("order").end)
child.start()
child.join()
"""
BY_ITSELF = {
    "the last line": (MAKE, KEPT),
    "sys.exit": (MAKE + "sys.exit(1)", KEPT),
    "an exception": (MAKE + "raise RuntimeError", KEPT),
    "os._exit": (MAKE + "os._exit(0)", LOST),
    "os.execv": (MAKE + "os.execv(sys.executable, [sys.executable, '-c', ''])", LOST),
    "the end of a child of multiprocessing": (MULTIPROCESSING, LOST),
}
BY_SIGNAL = {
    "Ctrl-C": (WAIT, signal.SIGINT, KEPT),
    "SIGTERM": (WAIT, signal.SIGTERM, LOST),
    "SIGTERM with a handler": (HANDLED, signal.SIGTERM, KEPT),
    "SIGHUP": (WAIT, signal.SIGHUP, LOST),
    "SIGKILL": (WAIT, signal.SIGKILL, LOST),
}


def test_batch_processor_keeps_what_python_ends_and_loses_what_the_system_ends() -> None:
    running = {how: started(program) for how, (program, _) in BY_ITSELF.items()}
    running |= {
        how: started(program).signal_when_ready(number)
        for how, (program, number, _) in BY_SIGNAL.items()
    }
    kept = {how: program.end().names for how, program in running.items()}
    expected = {how: told[-1] for how, told in (BY_ITSELF | BY_SIGNAL).items()}
    assert kept == expected


def test_fork_needs_no_hook() -> None:
    forked = started(
        """
        import os

        tracer.start_span("before").end()
        child = os.fork()
        tracer.start_span("after, in the parent" if child else "after, in the child").end()
        if child:
            os.waitpid(child, 0)
        """
    ).end()
    assert sorted(forked.names) == ["after, in the child", "after, in the parent", "before"]


def test_full_queue_drops_nearly_nine_of_ten_and_says_so_once() -> None:
    flooded = started(
        """
        from threading import Event
        from opentelemetry.sdk.trace.export import SpanExporter

        sent, open_again = [], Event()

        class Stuck(SpanExporter):
            def export(self, spans):
                open_again.wait(30)
                sent.extend(spans)

        stuck = TracerProvider()
        stuck.add_span_processor(BatchSpanProcessor(Stuck()))
        for _ in range(20_000):
            stuck.get_tracer("claims").start_span("order").end()
        open_again.set()
        stuck.shutdown()
        print(len(sent))
        """
    ).end()
    # The queue, and at most the one batch that was on its way.
    assert 2_048 <= int(flooded.said[0]) <= 2_048 + 512
    # The SDK says the same thing again after twenty seconds of the clock, which may end meanwhile.
    assert set(flooded.complained.splitlines()) == {"Queue full, dropping Span."}
    assert flooded.complained.count("\n") <= 2
