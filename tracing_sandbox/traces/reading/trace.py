"""All spans under one trace id, as a reader found them; `explain` says what they mean."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from tracing_sandbox.traces.reading.span import Span


@dataclass(frozen=True, slots=True)
class BadSpan:
    """A span that could not be read: where it stands and what was expected there.

    `trace_id` and `span_id` are as given, and empty where even they could not be read.
    """

    source: str
    place: str
    trace_id: str
    span_id: str
    fault: str

    @property
    def sentence(self) -> str:
        """Say which file, which span and what was expected."""
        named = f"span {self.span_id} at {self.place}" if self.span_id else f"span at {self.place}"
        return f"{self.source}: {named}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Trace:
    """The spans of one request, in no promised order."""

    trace_id: str
    spans: tuple[Span, ...]
    bad_spans: tuple[BadSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file or answer held: whole traces, and the bad spans that belong to none."""

    traces: tuple[Trace, ...]
    bad_spans: tuple[BadSpan, ...] = ()

    @property
    def all_spans(self) -> Iterator[Span]:
        """Yield the spans of every trace."""
        return (span for trace in self.traces for span in trace.spans)

    @property
    def all_bad_spans(self) -> Iterator[BadSpan]:
        """Yield every bad span, of a trace or of none."""
        return chain(self.bad_spans, *(trace.bad_spans for trace in self.traces))


def join_readings(readings: Sequence[Reading]) -> Reading:
    """Make one reading of several, such as the lines of a file."""
    return group_by_trace(
        chain.from_iterable(reading.all_spans for reading in readings),
        chain.from_iterable(reading.all_bad_spans for reading in readings),
    )


def group_by_trace(spans: Iterable[Span], bad_spans: Iterable[BadSpan]) -> Reading:
    """Put spans of one trace id together, traces in the order in which they first appear."""
    good: dict[str, list[Span]] = {}
    for span in spans:
        good.setdefault(span.trace_id, []).append(span)
    bad: dict[str, list[BadSpan]] = {trace_id: [] for trace_id in good}
    homeless: list[BadSpan] = []
    for bad_span in bad_spans:
        bad.get(bad_span.trace_id, homeless).append(bad_span)
    traces = tuple(
        Trace(trace_id, tuple(members), tuple(bad[trace_id])) for trace_id, members in good.items()
    )
    return Reading(traces, tuple(homeless))
