"""The formats that are known, and which one a document has, told by what it holds."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from tracing_sandbox.traces.reading.formats.explanation import read_explanation
from tracing_sandbox.traces.reading.formats.jaeger_ui import read_jaeger_trace, read_jaeger_ui
from tracing_sandbox.traces.reading.formats.otlp import (
    NO_RESOURCE,
    RESOURCE_SPANS,
    SCOPE_SPANS,
    read_otlp,
    read_resource,
    read_span,
)
from tracing_sandbox.traces.reading.formats.python_sdk import read_python_span
from tracing_sandbox.traces.reading.formats.signals import SIGNALS, pass_over
from tracing_sandbox.traces.reading.formats.tempo import read_tempo
from tracing_sandbox.traces.reading.formats.zipkin import read_zipkin_span
from tracing_sandbox.traces.reading.intake import Intake
from tracing_sandbox.traces.reading.lookalike import name_document
from tracing_sandbox.traces.reading.loose import items_of, loose_spans

FORMATS = (
    "expected OTLP JSON (resourceSpans), Jaeger's JSON (data, or result), Tempo's (batches, or "
    "trace), Zipkin v2's (a list of spans), spans of Python's console exporter, or what --json of "
    "this tool prints; docs/formats.md says how to save them."
)
DEEPEST_LIST = 8
ZIPKIN_ONLY = ("duration", "localEndpoint", "remoteEndpoint", "kind", "parentId", "annotations")
OTLP_TIMES = (
    "startTimeUnixNano",
    "endTimeUnixNano",
    "start_time_unix_nano",
    "end_time_unix_nano",
)

Fields: TypeAlias = Mapping[str, Any]


class Format(NamedTuple):
    """How a format is told and read; `keys` are those that it gives a meaning."""

    is_meant: Callable[[Fields], bool]
    read: Callable[[Fields, str, Intake], None]
    keys: frozenset[str]


def _holds(fields: Fields, *keys: str) -> bool:
    return any(key in fields for key in keys)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _wraps_otlp(value: object) -> bool:
    return isinstance(value, Mapping) and _holds(value, "batches", *RESOURCE_SPANS)


def _read_result(fields: Fields, place: str, intake: Intake) -> None:
    read_otlp(fields["result"], f"{place}result.", intake)


def _read_lone_resource(fields: Fields, place: str, intake: Intake) -> None:
    read_resource(fields, place.rstrip(": ") or "its start", intake)


def _read_lone_span(fields: Fields, place: str, intake: Intake) -> None:
    read_span(fields, NO_RESOURCE, intake, place.rstrip(": ") or "its start")


def _is_zipkin_span(fields: Fields) -> bool:
    """Tell a span from a line of a log, which may have ids as well."""
    has_ids = "traceId" in fields and "id" in fields and "binaryAnnotations" not in fields
    return has_ids and _holds(fields, *ZIPKIN_ONLY)


def _is_otlp_span(fields: Fields) -> bool:
    """Tell a span from a line of a log, which may have ids as well."""
    has_ids = _holds(fields, "traceId", "trace_id") and _holds(fields, "spanId", "span_id")
    return has_ids and _holds(fields, *OTLP_TIMES)


TABLE = (
    Format(
        lambda fields: _holds(fields, *RESOURCE_SPANS),
        read_otlp,
        frozenset(RESOURCE_SPANS),
    ),
    Format(
        lambda fields: _wraps_otlp(fields.get("result")),
        _read_result,
        frozenset({"result"}),
    ),
    Format(
        lambda fields: _is_list(fields.get("batches")) or _wraps_otlp(fields.get("trace")),
        read_tempo,
        frozenset({"batches", "trace"}),
    ),
    Format(
        lambda fields: _is_list(fields.get("data")),
        lambda fields, place, intake: read_jaeger_ui(fields["data"], f"{place}data", intake),
        frozenset({"data"}),
    ),
    Format(
        lambda fields: "spans" in fields and "traceID" in fields,
        read_jaeger_trace,
        frozenset({"spans", "processes"}),
    ),
    Format(
        lambda fields: _is_list(fields.get("spans")) and _holds(fields, "critical_path", "answer"),
        read_explanation,
        frozenset({"spans", "critical_path", "problems"}),
    ),
    Format(
        lambda fields: isinstance(fields.get("context"), Mapping) and "start_time" in fields,
        lambda fields, place, intake: read_python_span(fields, _lone(place), intake),
        frozenset(),
    ),
    Format(
        _is_zipkin_span,
        lambda fields, place, intake: read_zipkin_span(fields, _lone(place), intake),
        frozenset(),
    ),
    Format(
        lambda fields: _holds(fields, *SCOPE_SPANS),
        _read_lone_resource,
        frozenset(),
    ),
    Format(
        _is_otlp_span,
        _read_lone_span,
        frozenset(),
    ),
)


def _lone(place: str) -> str:
    return place.rstrip(": ") or "its start"


def read_document(
    document: object, place: str, intake: Intake, level: int = 0
) -> Iterator[tuple[str, ValueError]]:
    """Read what a document holds into the intake; yield where there is no span, and why."""
    if isinstance(document, ValueError):
        yield place, document
    elif isinstance(document, list) and level < DEEPEST_LIST:
        for number, item in enumerate(document):
            yield from read_document(item, f"{place}item {number}: ", intake, level + 1)
    elif not isinstance(document, Mapping) or not _read_fields(document, place, intake):
        yield place, ValueError(f"holds {name_document(document)}")


def _read_fields(fields: Fields, place: str, intake: Intake) -> bool:
    """Read an object in every format that it has; say whether it has any."""
    meant = [each for each in TABLE if each.is_meant(fields)]
    if meant and not meant[0].keys:
        meant[0].read(fields, place, intake)
        return True
    for each in meant:
        each.read(fields, place, intake)
    has_others = pass_over(fields, intake)
    wrapped = () if meant else _read_wrapped(fields, place, intake)
    known = frozenset(SIGNALS).union(wrapped, *(each.keys for each in meant))
    loose = list(loose_spans(fields, place.rstrip(": "), known))
    for where, raw in loose:
        read_span(raw, NO_RESOURCE, intake, where)
    return bool(meant or has_others or wrapped or loose)


def _read_wrapped(fields: Fields, place: str, intake: Intake) -> list[str]:
    """Read the documents that an object wraps under names of its own; return these names."""
    names = []
    for name, value in fields.items():
        items = list(items_of(value))
        if any(_is_meant(each) for each in items):
            names.append(name)
            for each in items:
                _read_item(name, each, place, intake)
    return names


def _is_meant(value: object) -> bool:
    return isinstance(value, Mapping) and any(each.is_meant(value) for each in TABLE)


def _read_item(name: str, item: Any, place: str, intake: Intake) -> None:
    if _is_meant(item):
        _read_fields(item, f"{place}{name}.", intake)
        return
    for where, raw in loose_spans({name: item}, place.rstrip(": "), frozenset()):
        read_span(raw, NO_RESOURCE, intake, where)
