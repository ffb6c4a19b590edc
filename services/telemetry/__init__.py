"""What all three services share about tracing; imports no service."""

from telemetry.defaults import set_defaults
from telemetry.provider import start_telemetry
from telemetry.redaction import redact_query
from telemetry.spans import (
    current_trace_id,
    domain_span,
    mark_failed,
    record_once,
    set_attributes,
    set_server_address,
)

__all__ = [
    "current_trace_id",
    "domain_span",
    "mark_failed",
    "record_once",
    "redact_query",
    "set_attributes",
    "set_defaults",
    "set_server_address",
    "start_telemetry",
]
