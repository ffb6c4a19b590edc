"""The formats that are known, and which one a document has, told by what it holds."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from tracing_sandbox.traces.reading.formats.any_span import read_any_span
from tracing_sandbox.traces.reading.formats.complaint import complaint_in
from tracing_sandbox.traces.reading.formats.explanation import read_explanation
from tracing_sandbox.traces.reading.formats.jaeger_ui import (
    read_jaeger_span,
    read_jaeger_trace,
    read_jaeger_ui,
)
from tracing_sandbox.traces.reading.formats.otlp import (
    RESOURCE_SPANS,
    SCOPE_SPANS,
    read_otlp,
    read_resource,
)
from tracing_sandbox.traces.reading.formats.python_sdk import read_python_span
from tracing_sandbox.traces.reading.formats.signals import SIGNALS, pass_over
from tracing_sandbox.traces.reading.formats.tempo import read_tempo
from tracing_sandbox.traces.reading.formats.zipkin import read_zipkin_span
from tracing_sandbox.traces.reading.intake import Intake
from tracing_sandbox.traces.reading.lookalike import name_document
from tracing_sandbox.traces.reading.loose import Leftover, looks_like_span
from tracing_sandbox.traces.reading.span import NO_RESOURCE, Resource

FORMATS = (
    "expected a trace in JSON, of OTLP, Jaeger, Tempo, Zipkin, Python's SDK or this tool "
    "(docs/formats.md)."
)
END = object()
ZIPKIN_ONLY = ("duration", "localEndpoint", "remoteEndpoint", "kind", "parentId", "annotations")
JAEGER_ONLY = ("operationName", "startTime", "process", "processID", "references")

Fields: TypeAlias = Mapping[str, Any]


class Format(NamedTuple):
    """How a format is told and read; `keys` are those that it gives a meaning."""

    is_meant: Callable[[Fields], bool]
    read: Callable[[Fields, str, Intake], None]
    keys: frozenset[str] = frozenset()


def _holds(fields: Fields, *keys: str) -> bool:
    return any(key in fields for key in keys)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _read_lone_resource(fields: Fields, place: str, intake: Intake) -> None:
    read_resource(fields, _lone(place), intake)


def _is_jaeger_span(fields: Fields) -> bool:
    return "traceID" in fields and "spanID" in fields and _holds(fields, *JAEGER_ONLY)


def _is_zipkin_span(fields: Fields) -> bool:
    """Tell a span from a line of a log, which may have ids as well."""
    has_ids = "traceId" in fields and "id" in fields and "binaryAnnotations" not in fields
    return has_ids and _holds(fields, *ZIPKIN_ONLY)


def _is_explanation(fields: Fields) -> bool:
    """Tell a trace from a comparison of two, whose spans are pairs."""
    is_told = _holds(fields, "critical_path", "answer") and "differences" not in fields
    return is_told and _is_list(fields.get("spans"))


TABLE = (
    Format(
        lambda fields: _holds(fields, *RESOURCE_SPANS),
        read_otlp,
        frozenset(RESOURCE_SPANS),
    ),
    Format(
        lambda fields: _is_list(fields.get("batches")),
        read_tempo,
        frozenset({"batches"}),
    ),
    Format(
        lambda fields: _is_list(fields.get("data")),
        lambda fields, place, intake: read_jaeger_ui(fields["data"], f"{place}data", intake),
        frozenset({"data"}),
    ),
    Format(
        lambda fields: "spans" in fields and _holds(fields, "traceID", "processes"),
        read_jaeger_trace,
    ),
    Format(
        _is_explanation,
        read_explanation,
        frozenset({"spans", "critical_path", "problems", "answer", "blame"}),
    ),
    Format(
        lambda fields: isinstance(fields.get("context"), Mapping) and "start_time" in fields,
        lambda fields, place, intake: read_python_span(fields, _lone(place), intake),
    ),
    Format(
        _is_zipkin_span,
        lambda fields, place, intake: read_zipkin_span(fields, _lone(place), intake),
    ),
    Format(
        _is_jaeger_span,
        lambda fields, place, intake: read_jaeger_span(fields, _lone(place), intake),
    ),
    Format(
        lambda fields: _holds(fields, *SCOPE_SPANS),
        _read_lone_resource,
    ),
)


def _lone(place: str) -> str:
    return place.rstrip(".: ") or "its start"


def read_document(document: object, place: str, intake: Intake) -> Iterator[tuple[str, ValueError]]:
    """Read what a document holds into the intake; yield where there is no span, and why."""
    for where, each in _flattened(document, place):
        if isinstance(each, ValueError):
            yield where, each
        elif fault := _read_object(each, where, intake):
            yield where, ValueError(fault)


def _flattened(document: object, place: str) -> Iterator[tuple[str, object]]:
    """Yield what is no list in a document, which may be a list of lists."""
    levels = [iter([(place, document)])]
    while levels:
        where, value = next(levels[-1], ("", END))
        if value is END:
            levels.pop()
        elif isinstance(value, list):
            levels.append(_numbered(value, where))
        else:
            yield where, value


def _numbered(values: list[Any], place: str) -> Iterator[tuple[str, object]]:
    return ((f"{place}item {number}: ", item) for number, item in enumerate(values))


def _read_object(value: object, place: str, intake: Intake) -> str:
    """Read all that an object holds, however deep; say what it is if it holds no trace."""
    complaint = complaint_in(value) if isinstance(value, Mapping) else ""
    before = {each: len(spans) for each, spans in intake.spans.items()} if complaint else {}
    found = isinstance(value, Mapping) and _read_all(value, place, intake)
    if not complaint:
        return "" if found else f"holds {name_document(value)}"
    touched = [each for each, spans in intake.spans.items() if len(spans) > before.get(each, 0)]
    intake.lose(_lone(place), touched, complaint)
    return "" if touched else complaint


def _read_all(fields: Fields, place: str, intake: Intake) -> bool:
    found = _read_fields(fields, place, NO_RESOURCE, intake)
    if not found:
        for key, value in fields.items():
            found |= _read_beneath(Leftover(f"{place}{key}", value), intake)
    while intake.leftovers:
        found |= _read_beneath(intake.leftovers.pop(), intake)
    return found


def _read_beneath(leftover: Leftover, intake: Intake) -> bool:
    """Read the outermost objects in it that a format has; say whether there are any."""
    found, stack = False, [leftover]
    while stack:
        place, value, resource = left = stack.pop()
        if isinstance(value, Mapping) and _read_fields(value, f"{place}.", resource, intake):
            found = True
        elif isinstance(value, list | Mapping):
            stack.extend(reversed(list(left.parts())))
    return found


def _read_fields(fields: Fields, place: str, resource: Resource, intake: Intake) -> bool:
    """Read an object in every format that it has, and leave the rest; say whether it has any."""
    meant = [each for each in TABLE if each.is_meant(fields)]
    for each in meant:
        each.read(fields, place, intake)
    if not meant and looks_like_span(fields):
        read_any_span(fields, resource, _lone(place), intake)
        return True
    has_others = pass_over(fields, intake)
    if any(each.keys for each in meant) or has_others:
        known = frozenset(SIGNALS).union(*(each.keys for each in meant))
        intake.leave(fields, known, place, resource)
    return bool(meant) or has_others
