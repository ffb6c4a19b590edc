"""Events and links of a span: an odd time or id costs the event its time, or the link, no more."""

from collections.abc import Mapping
from typing import Any

from tracing_sandbox.traces.reading.fields.field import (
    LEFT_OUT,
    FieldError,
    Remark,
    Remarks,
    shown,
)
from tracing_sandbox.traces.reading.fields.identity import SPAN_DIGITS, TRACE_DIGITS, read_id
from tracing_sandbox.traces.reading.fields.moment import Unit, read_moment
from tracing_sandbox.traces.reading.span import NO_ATTRIBUTES, Attributes, Event


def make_event(
    name: str, time: object, key: str, unit: Unit, attributes: Attributes, remarks: Remarks
) -> Event:
    """Make an event of what was read of it; its time stands under this key, and is 0 if odd."""
    try:
        time_ns = read_moment(time, key, unit)
    except FieldError as error:
        remarks.append(Remark(LEFT_OUT, f"time of event {shown(name)} is left out: {error}"))
        time_ns = None
    return Event(name, time_ns or 0, attributes or NO_ATTRIBUTES)


def read_linked_ids(
    given: Mapping[str, Any], keys: tuple[str, str], remarks: Remarks
) -> tuple[str, str] | None:
    """Read the ids of trace and span that a link has under these keys; None if they are odd."""
    trace_key, span_key = keys
    try:
        return (
            read_id(given.get(trace_key), trace_key, TRACE_DIGITS),
            read_id(given.get(span_key), span_key, SPAN_DIGITS),
        )
    except FieldError as error:
        remarks.append(Remark(LEFT_OUT, f"link is left out: {error}"))
        return None
