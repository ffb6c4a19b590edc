"""All spans under one trace id, as a reader found them; `explain` says what they mean."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import TypeVar

from tracing_sandbox.traces.reading.safe_text import safe_text
from tracing_sandbox.traces.reading.span import Span

LONGEST_SENTENCE = 400

Found = TypeVar("Found", "BadSpan", "Note")


@dataclass(frozen=True, slots=True)
class BadSpan:
    """A span that could not be read: where it stands and what was expected there.

    `trace_id` and `span_id` are written as those of spans, and empty where even they could not be
    read.
    """

    source: str
    place: str
    trace_id: str
    span_id: str
    fault: str

    @property
    def kind(self) -> str:
        """Name what is alike in many: the field at fault."""
        return self.fault.partition(" ")[0]

    @property
    def sentence(self) -> str:
        """Say which file, which span and what was expected."""
        return _sentence(self.source, self.span_id, self.place, self.fault)


@dataclass(frozen=True, slots=True)
class Note:
    """A side detail of a span or a file that was left out, or looks odd.

    `kind` is one of those in `fields.field`. A note never makes a trace incomplete. `trace_id` and
    `span_id` are empty where it is about no span.
    """

    source: str
    place: str
    trace_id: str
    span_id: str
    kind: str
    fault: str

    @property
    def sentence(self) -> str:
        """Say which file, which span and what is odd."""
        if self.span_id:
            return _sentence(self.source, self.span_id, self.place, self.fault)
        return safe_text(f"{self.source}: {self.place}: {self.fault}", LONGEST_SENTENCE)


def _sentence(source: str, span_id: str, place: str, fault: str) -> str:
    named = f"span {safe_text(span_id)} at {place}" if span_id else f"span at {place}"
    return safe_text(f"{source}: {named}: {fault}", LONGEST_SENTENCE)


@dataclass(frozen=True, slots=True)
class Trace:
    """The spans of one request, in no promised order."""

    trace_id: str
    spans: tuple[Span, ...]
    bad_spans: tuple[BadSpan, ...] = ()
    notes: tuple[Note, ...] = ()


def _nothing() -> Mapping[str, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file or answer held: whole traces, and the bad spans and notes that belong to none.

    `passed_over` counts records of other signals, such as logs, by signal.
    """

    traces: tuple[Trace, ...]
    bad_spans: tuple[BadSpan, ...] = ()
    notes: tuple[Note, ...] = ()
    passed_over: Mapping[str, int] = field(default_factory=_nothing)

    @property
    def all_spans(self) -> Iterator[Span]:
        """Yield the spans of every trace."""
        return (span for trace in self.traces for span in trace.spans)

    @property
    def all_bad_spans(self) -> Iterator[BadSpan]:
        """Yield every bad span, of a trace or of none."""
        return chain(self.bad_spans, *(trace.bad_spans for trace in self.traces))

    @property
    def all_notes(self) -> Iterator[Note]:
        """Yield every note, of a trace or of none."""
        return chain(self.notes, *(trace.notes for trace in self.traces))


def group_by_trace(
    spans: Mapping[str, Sequence[Span]],
    bad_spans: Iterable[BadSpan] = (),
    notes: Iterable[Note] = (),
    passed_over: Mapping[str, int] | None = None,
) -> Reading:
    """Give each trace its bad spans and notes; traces keep their order."""
    bad, lost = _by_trace(bad_spans, spans)
    noted, loose = _by_trace(notes, spans)
    traces = tuple(
        Trace(
            trace_id, tuple(members), tuple(bad.get(trace_id, ())), tuple(noted.get(trace_id, ()))
        )
        for trace_id, members in spans.items()
    )
    return Reading(traces, tuple(lost), tuple(loose), passed_over or _nothing())


def _by_trace(
    found: Iterable[Found], traces: Mapping[str, object]
) -> tuple[dict[str, list[Found]], list[Found]]:
    known: dict[str, list[Found]] = {}
    others: list[Found] = []
    for each in found:
        if each.trace_id in traces:
            known.setdefault(each.trace_id, []).append(each)
        else:
            others.append(each)
    return known, others
