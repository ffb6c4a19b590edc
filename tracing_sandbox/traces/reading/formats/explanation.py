"""What `--json` prints, read back into spans: an explanation holds the whole trace.

Times are milliseconds since the root's start, which `start_time` tells. `explaining.document`
writes it.
"""

import re
from collections.abc import Iterator, Mapping
from sys import intern
from typing import Any

from tracing_sandbox.traces.reading.fields.event import read_linked_ids
from tracing_sandbox.traces.reading.fields.field import (
    LEFT_OUT,
    ODD_TIME,
    ODD_UNIT,
    UNKNOWN_KIND,
    UNKNOWN_STATUS,
    FieldError,
    Remarks,
    read_object,
    read_objects,
    read_text,
    shown,
)
from tracing_sandbox.traces.reading.fields.kind import read_kind
from tracing_sandbox.traces.reading.fields.moment import read_rfc3339
from tracing_sandbox.traces.reading.intake import Intake
from tracing_sandbox.traces.reading.loose import items_of, may_hold_spans
from tracing_sandbox.traces.reading.span import (
    UNKNOWN_SERVICE,
    Attributes,
    Event,
    Link,
    Span,
    SpanKind,
)
from tracing_sandbox.traces.reading.trace import BadSpan, Note

NOTED = frozenset({LEFT_OUT, ODD_TIME, ODD_UNIT, UNKNOWN_KIND, UNKNOWN_STATUS})
SENTENCE = re.compile(r"(.*?): span (?:(.*?) )?at (.*?): (.*)\.", re.DOTALL)
MILLISECOND = 1_000_000
SPAN_FIELDS = frozenset({"attributes", "resource", "events", "links"})


def read_explanation(document: Mapping[str, Any], prefix: str, intake: Intake) -> None:
    """Read the spans of one explanation, and what was found of its trace when it was read."""
    spans = list(items_of(document.get("spans")))
    origin_ns = _origin(document, spans)
    for number, raw in enumerate(spans):
        try:
            span = _read_span(raw, document, origin_ns, intake)
        except FieldError as error:
            given = {**raw, "trace_id": document.get("trace_id")} if isinstance(raw, dict) else raw
            intake.reject(given, f"{prefix}spans", number, str(error))
        else:
            intake.add(span, f"{prefix}spans", number)
            _say_others(raw, span, f"{prefix}spans[{number}]", intake)
    try:
        trace_id = intake.read_trace_id(document.get("trace_id"), "trace_id")
    except FieldError:
        return
    for problem in read_objects(document, "problems", []):
        _read_problem(problem, trace_id, intake)
    intake.note_all(trace_id, "", f"{prefix}problems")


def _say_others(raw: Mapping[str, Any], span: Span, place: str, intake: Intake) -> None:
    """Say that a span holds others, which have no ids of their traces here."""
    for key, value in raw.items():
        if key not in SPAN_FIELDS and may_hold_spans(value):
            intake.lose(f"{place}.{key}", [span.trace_id], "holds spans where none are known")


def _origin(document: Mapping[str, Any], spans: list[Any]) -> int:
    """Return when the root began; an explanation that does not tell begins in 1970."""
    given = document.get("start_time")
    start_ns = read_rfc3339(given) if isinstance(given, str) else None
    if start_ns is not None:
        return start_ns
    starts = [_nanoseconds(raw.get("start_ms")) for raw in spans if isinstance(raw, Mapping)]
    return -min((start for start in starts if start is not None), default=0)


def _nanoseconds(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e15:
        return None
    return round(value * MILLISECOND) if value == value else None


def _read_span(raw: object, document: Mapping[str, Any], origin_ns: int, intake: Intake) -> Span:
    if not isinstance(raw, Mapping):
        raise FieldError(f"is {shown(raw)}; expected an object with span_id and start_ms")
    remarks = intake.remarks
    offset_ns, took_ns = _nanoseconds(raw.get("start_ms")), _nanoseconds(raw.get("duration_ms"))
    if offset_ns is None:
        raise FieldError(f"start_ms is {shown(raw.get('start_ms'))}; expected milliseconds")
    shift_ns = _nanoseconds(raw.get("clock_shift_ms")) or 0
    start_ns = origin_ns + offset_ns - shift_ns
    unfinished = took_ns is None or raw.get("unfinished") is True
    service = intern(read_text(raw, "service", remarks) or UNKNOWN_SERVICE)
    return Span(
        trace_id=intake.read_trace_id(document.get("trace_id"), "trace_id"),
        span_id=intake.read_span_id(raw.get("span_id"), "span_id"),
        parent_id=intake.read_parent_id(raw.get("parent_id"), "parent_id"),
        service=service,
        name=intern(read_text(raw, "name", remarks)),
        kind=_read_kind(raw.get("kind"), remarks),
        start_ns=start_ns,
        end_ns=start_ns if unfinished else start_ns + max(took_ns or 0, 0),
        error=raw.get("error") is True,
        status_message=read_text(raw, "status_message", remarks),
        attributes=_plain(raw, "attributes", intake),
        resource=_plain(raw, "resource", intake),
        events=tuple(_read_events(raw, intake)),
        links=tuple(_read_links(raw, intake)),
        unfinished=unfinished,
        status_unknown=raw.get("status_unknown") is True,
        parent_is_remote=_read_flag(raw.get("parent_is_remote")),
    )


def _read_flag(given: object) -> bool | None:
    return given if isinstance(given, bool) else None


def _read_kind(given: object, remarks: Remarks) -> SpanKind:
    """Read a kind; 'unspecified' stands in an explanation for one that was not known."""
    return "unspecified" if given == "unspecified" else read_kind(given, remarks)


def _plain(raw: Mapping[str, Any], key: str, intake: Intake) -> Attributes:
    """Read attributes, which stand there as they are in a span."""
    return intake.pool.share(dict(read_object(raw, key, intake.remarks)))


def _read_events(raw: Mapping[str, Any], intake: Intake) -> Iterator[Event]:
    for given in intake.read_details(raw, "events"):
        time_ns = read_rfc3339(read_text(given, "time", intake.remarks))
        name = read_text(given, "name", intake.remarks)
        yield Event(name, time_ns or 0, _plain(given, "attributes", intake))


def _read_links(raw: Mapping[str, Any], intake: Intake) -> Iterator[Link]:
    for given in intake.read_details(raw, "links"):
        if ids := read_linked_ids(given, ("trace_id", "span_id"), intake.remarks):
            yield Link(*ids, _plain(given, "attributes", intake))


def _read_problem(problem: Mapping[str, Any], trace_id: str, intake: Intake) -> None:
    """Keep what had been found when the spans were read; the rest is found again."""
    rule = read_text(problem, "rule", intake.remarks)
    if rule != "unreadable-span" and rule not in NOTED:
        return
    sentence = read_text(problem, "sentence", intake.remarks)
    found = SENTENCE.fullmatch(sentence)
    source, _, place, fault = found.groups() if found else (intake.source, "", "", sentence)
    span_id = read_text(problem, "span_id", intake.remarks)
    if rule == "unreadable-span":
        intake.bad_spans.append(BadSpan(source, place, trace_id, span_id, fault))
    else:
        intake.notes.append(Note(source, place, trace_id, span_id, rule, fault))
