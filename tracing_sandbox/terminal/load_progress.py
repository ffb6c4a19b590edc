"""The line that says how far a run of `sandbox load` is."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tracing_sandbox.load.sending.conduct import Progress
from tracing_sandbox.terminal.console import err

# Where nobody watches, as in CI, a line of its own now and then.
PAUSE_S = 10.0


@contextmanager
def telling() -> Iterator[Callable[[str], None]]:
    """Give what shows a text in place of the one before; where nobody watches, now and then."""
    if err.is_terminal:
        with err.status("") as status:
            yield status.update
        return
    told_s = time.monotonic()

    def tell(text: str) -> None:
        nonlocal told_s
        if time.monotonic() - told_s >= PAUSE_S:
            told_s = time.monotonic()
            err.print(text, soft_wrap=True)

    yield tell


def write_progress(progress: Progress) -> str:
    """Write how much was sent, at which rate, and how the last seconds went."""
    if not progress.began_ns:
        return "Locust starts."
    failed = f", {progress.failed:,} failed" if progress.failed else ""
    return (
        f"{progress.elapsed_s:.0f} s: {progress.sent:,} of {progress.planned:,} requests{failed}, "
        f"{progress.rate:.0f}/s, p95 {progress.p95_ms:.0f} ms, lag {progress.lag_ms:.1f} ms"
    )
