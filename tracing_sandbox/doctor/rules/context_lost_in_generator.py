"""Work of a generator or an await that began a trace of its own: its request's context was gone."""

from collections.abc import Iterator

from tracing_sandbox.doctor.chart import Chart
from tracing_sandbox.doctor.finding import Finding
from tracing_sandbox.doctor.stray import find_strays, names_of, tell


def find_context_lost_in_generator(chart: Chart) -> Iterator[Finding]:
    """Name each service that loses the context in a generator or across an await."""
    for strays in find_strays(chart):
        if strays.is_streamed:
            sentence = (
                f"{names_of(strays)} of {strays.server.service} began a trace of its own: it ran "
                "in a generator or after an await, where the request's context was gone."
            )
            yield tell(strays, "context-lost-in-generator", sentence)
