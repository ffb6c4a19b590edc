"""A span that stands alone, in any spelling of its fields; `otlp` reads what is made of it."""

from collections.abc import Mapping
from typing import Any

from tracing_sandbox.traces.reading.fields.moment import guess_unit, read_rfc3339
from tracing_sandbox.traces.reading.formats.otlp import read_span
from tracing_sandbox.traces.reading.intake import Intake
from tracing_sandbox.traces.reading.span import NO_ATTRIBUTES, NO_RESOURCE, Resource

# By the name in OTLP: what others call it.
SPELLINGS = {
    "traceId": ("traceId", "trace_id", "traceID"),
    "spanId": ("spanId", "span_id", "spanID", "id"),
    "parentSpanId": (
        *("parentSpanId", "parent_span_id", "parentSpanID", "parentId", "parent_id", "parentID"),
    ),
    "name": ("name", "operationName", "operation_name", "spanName"),
    "kind": ("kind", "spanKind", "span_kind"),
    "attributes": ("attributes", "tags"),
    "status": ("status", "statusCode", "status_code"),
    "startTimeUnixNano": ("startTimeUnixNano", "start_time_unix_nano"),
    "endTimeUnixNano": ("endTimeUnixNano", "end_time_unix_nano"),
}
STARTS = ("startTime", "start_time", "timestamp", "startTimestamp", "start")
ENDS = ("endTime", "end_time", "endTimestamp", "end")
LENGTHS = {"duration": 0, "durationNano": 1, "durationUs": 10**3, "durationMs": 10**6}
SERVICES = ("serviceName", "service_name", "service")


def read_any_span(raw: Mapping[str, Any], resource: Resource, place: str, intake: Intake) -> None:
    """Read a span of no format; one whose times cannot be told is put in as a bad one."""
    names = {name: key for key, names in SPELLINGS.items() for name in reversed(names)}
    found = {**{names.get(key, key): value for key, value in raw.items()}, **_times(raw)}
    for key in (*STARTS, *ENDS, *LENGTHS):
        found.pop(key, None)
    read_span(found, _resource(raw, resource, intake), intake, place)


def _resource(raw: Mapping[str, Any], resource: Resource, intake: Intake) -> Resource:
    named = next((raw[key] for key in SERVICES if isinstance(raw.get(key), str)), "")
    if not named or resource != NO_RESOURCE:
        return resource
    return Resource(named, intake.pool.share({"service.name": named}) or NO_ATTRIBUTES)


def _times(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give start and end in nanoseconds, as far as their unit can be told."""
    start, start_unit = _moment(raw, STARTS, 0)
    if start is None:
        return {}
    end, _ = _moment(raw, ENDS, start_unit)
    if end is None:
        lengths = ((raw[key], ns or start_unit) for key, ns in LENGTHS.items() if key in raw)
        end = next((_after(start, length, ns) for length, ns in lengths), None)
    return {"startTimeUnixNano": start} | ({} if end is None else {"endTimeUnixNano": end})


def _moment(raw: Mapping[str, Any], keys: tuple[str, ...], unit: int) -> tuple[int | None, int]:
    """Return the moment under the first of these keys, and how many nanoseconds its unit has."""
    given = next((raw[key] for key in keys if raw.get(key) is not None), None)
    if isinstance(given, str):
        moment = read_rfc3339(given)
        if moment is not None:
            return moment, 0
    number = _number(given)
    unit = guess_unit(number) or unit if number is not None else 0
    return (round(number * unit), unit) if number is not None and unit else (None, 0)


def _after(start: int, length: object, unit: int) -> int | None:
    number = _number(length)
    return start + round(number * unit) if number is not None and unit else None


def _number(given: object) -> int | float | None:
    if isinstance(given, str):
        given = int(given) if given.isdecimal() and len(given) <= 20 else None
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 2**64:
        return None
    return given
