"""Work that a request gave to a thread, which began a trace of its own there."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding
from tracing_sandbox.doctor.stray import find_strays, names_of, tell


def find_context_lost_in_thread(chart: Chart) -> Iterator[Finding]:
    """Name each service that loses the context on the way into a thread."""
    for strays in find_strays(chart):
        if not strays.is_streamed:
            sentence = (
                f"{names_of(strays)} of {strays.server.service} began a trace of its own while "
                "its request was served: the context did not go into the thread that ran it."
            )
            yield tell(strays, "context-lost-in-thread", sentence)
