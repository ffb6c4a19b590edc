"""What has been found of a file so far; the formats put in what they read, span by span."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from sys import intern
from typing import Any

from tracing_sandbox.traces.reading.fields.attribute import AttributePool
from tracing_sandbox.traces.reading.fields.field import (
    LEFT_OUT,
    ODD_UNIT,
    FieldError,
    Remark,
    Remarks,
    read_objects,
    shown,
)
from tracing_sandbox.traces.reading.fields.identity import (
    SPAN_DIGITS,
    TRACE_DIGITS,
    read_id,
    read_optional_id,
)
from tracing_sandbox.traces.reading.fields.moment import is_in_another_unit, unit_beside
from tracing_sandbox.traces.reading.loose import (
    DETAIL_FIELDS,
    Leftover,
    looks_like_span,
    may_be_another,
    may_hold_spans,
)
from tracing_sandbox.traces.reading.span import (
    NO_RESOURCE,
    UNKNOWN_SERVICE,
    AttributeValue,
    Resource,
    Span,
)
from tracing_sandbox.traces.reading.trace import BadSpan, Note, Reading, group_by_trace

TRACE_KEYS = ("traceId", "traceID", "trace_id")
SPAN_KEYS = ("spanId", "spanID", "span_id", "id")
# One note of these says it for the whole trace.
ONCE_A_TRACE = frozenset({ODD_UNIT})


class Intake:
    """Collects the spans of one source, and what is to be said of it.

    A format puts `remarks` on the span that it is reading; they become notes when the span is
    added or rejected. Places are a prefix and the number of the span in its list. `shared_ids`
    names the traces in which a client's span and its server's may have one id, and `leftovers` are
    what may hold spans and has not been read yet.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.spans: dict[str, list[Span]] = {}
        self.bad_spans: list[BadSpan] = []
        self.notes: list[Note] = []
        self.passed_over: Counter[str] = Counter()
        self.remarks: Remarks = []
        self.pool = AttributePool()
        self.shared_ids: set[str] = set()
        self.leftovers: list[Leftover] = []
        self._trace_ids: dict[str, str] = {}
        self._said: set[tuple[str, str]] = set()

    def read_trace_id(self, value: object, key: str) -> str:
        """Read the id of a trace, once for all its spans."""
        known = self._trace_ids.get(value) if type(value) is str else None
        if known is None:
            known = read_id(value, key, TRACE_DIGITS)
            self._trace_ids[str(value)] = known
        return known

    def read_span_id(self, value: object, key: str) -> str:
        """Read the id of a span."""
        return intern(read_id(value, key, SPAN_DIGITS))

    def read_parent_id(self, value: object, key: str) -> str | None:
        """Read the id of a span's parent, None for a root; an odd one is kept as text."""
        try:
            found = read_optional_id(value, key, SPAN_DIGITS)
        except FieldError as error:
            self.remark(LEFT_OUT, str(error))
            found = shown(value)
        return intern(found) if found else None

    def make_resource(self, attributes: dict[str, AttributeValue]) -> Resource:
        """Make a resource of its attributes, which name its service if they know it."""
        service = intern(str(attributes.get("service.name") or UNKNOWN_SERVICE))
        return Resource(service, self.pool.share(attributes))

    def remark(self, kind: str, fault: str) -> None:
        """Remark on the span that is being read."""
        self.remarks.append(Remark(kind, fault))

    def add(self, span: Span, prefix: str, number: int | None = None) -> None:
        """Put in a span that was read, with the remarks on it."""
        self.spans.setdefault(span.trace_id, []).append(span)
        if self.remarks:
            self.note_all(span.trace_id, span.span_id, place_of(prefix, number))

    def note_all(self, trace_id: str, span_id: str, place: str) -> None:
        """Make notes of the remarks on a span."""
        for kind, fault in self.remarks:
            if kind in ONCE_A_TRACE:
                if (trace_id, kind) in self._said:
                    continue
                self._said.add((trace_id, kind))
            self.notes.append(Note(self.source, place, trace_id, span_id, kind, fault))
        self.remarks.clear()

    def reject(self, raw: object, prefix: str, number: int | None, fault: str) -> None:
        """Put in a span that could not be read, with what can be said of its ids."""
        fields = raw if isinstance(raw, Mapping) else {}
        trace_id = _any_id(fields, TRACE_KEYS, TRACE_DIGITS)
        span_id = _any_id(fields, SPAN_KEYS, SPAN_DIGITS)
        place = place_of(prefix, number)
        self.remarks.clear()
        self.bad_spans.append(BadSpan(self.source, place, trace_id, span_id, fault))

    def leave(
        self,
        fields: Mapping[str, Any],
        known: frozenset[str],
        prefix: str,
        resource: Resource = NO_RESOURCE,
    ) -> None:
        """Put by what stands under other keys than these, if it may hold spans."""
        if fields.keys() <= known:
            return
        for key, value in fields.items():
            if key not in known and may_hold_spans(value):
                self.leftovers.append(Leftover(f"{prefix}{key}", value, resource))

    def retry(
        self, raw: object, place: str, trace_key: str, resource: Resource = NO_RESOURCE
    ) -> bool:
        """Put by what is no span by this key, if it may be read otherwise; say whether it may."""
        if not may_be_another(raw, trace_key):
            return False
        self.remarks.clear()
        self.leftovers.append(Leftover(place, raw, resource))
        return True

    def read_details(self, raw: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
        """Read a list of events or links, and leave what may be spans in it."""
        if isinstance(raw.get(key), Mapping):
            self.leave({key: raw[key]}, frozenset(), "")
        for given in read_objects(raw, key, self.remarks):
            if not given.keys() <= DETAIL_FIELDS:
                self.leave({key: given} if looks_like_span(given) else given, DETAIL_FIELDS, "")
            yield given

    def lose(self, place: str, trace_ids: Iterable[str], fault: str) -> None:
        """Put in that a stretch of the file was lost, with spans of these traces."""
        for trace_id in trace_ids:
            self.bad_spans.append(BadSpan(self.source, place, trace_id, "", fault))

    def note(self, place: str, kind: str, fault: str) -> None:
        """Put in a note that belongs to no trace."""
        self.notes.append(Note(self.source, place, "", "", kind, fault))

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was found that could be a span."""
        return not (self.spans or self.bad_spans)

    def reading(self) -> Reading:
        """Group all that was found by trace."""
        for left in self.leftovers:
            self.lose(left.place, [""], "holds spans where none are known; they were not read")
        self.notes = [note for note in self.notes if self._holds(note)]
        for trace_id in {trace_id for trace_id, kind in self._said if kind == ODD_UNIT}:
            self.notes.extend(self._odd_units(trace_id))
        return group_by_trace(self.spans, self.bad_spans, self.notes, dict(self.passed_over))

    def _odd_units(self, trace_id: str) -> Iterator[Note]:
        """Yield which spans of a trace begin in another unit than the rest of it."""
        spans = self.spans.get(trace_id, ())
        latest_ns = max((span.end_ns for span in spans), default=0)
        for span in spans:
            if meant := unit_beside(span.start_ns, latest_ns):
                fault = (
                    f"begins {span.start_ns} ns after 1970, its trace does not: looks like {meant}"
                )
                yield Note(self.source, "its start", trace_id, span.span_id, ODD_UNIT, fault)

    def _holds(self, note: Note) -> bool:
        """Say whether a note is still right when the whole trace is known."""
        spans = self.spans.get(note.trace_id)
        if note.kind != ODD_UNIT or not spans:
            return True
        earliest_ns = min(span.start_ns for span in spans)
        return is_in_another_unit(earliest_ns, max(span.end_ns for span in spans))


def place_of(prefix: str, number: int | None) -> str:
    """Name the place of a span: that of its list, and its number in it."""
    return prefix if number is None else f"{prefix}[{number}]"


def _any_id(fields: Mapping[str, Any], keys: Iterable[str], digits: int) -> str:
    context = fields.get("context")
    for owner in (fields, context if isinstance(context, Mapping) else {}):
        for key in keys:
            try:
                found = read_optional_id(owner.get(key), key, digits)
            except FieldError:
                continue
            if found:
                return found
    return ""
