"""Logs, metrics and profiles in OTLP, which stand beside traces in a Collector's file: counted."""

from collections.abc import Mapping
from typing import Any

from tracing_sandbox.traces.reading.intake import Intake
from tracing_sandbox.traces.reading.loose import items_of

# By key of a document: what its records are called, and the keys on the way to them.
SIGNALS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "resourceLogs": (
        "logs",
        ("scopeLogs", "instrumentationLibraryLogs", "scope_logs"),
        ("logRecords", "logs", "log_records"),
    ),
    "resourceMetrics": (
        "metrics",
        ("scopeMetrics", "instrumentationLibraryMetrics", "scope_metrics"),
        ("metrics",),
    ),
    "resourceProfiles": ("profiles", ("scopeProfiles", "scope_profiles"), ("profiles",)),
}
SIGNALS = {
    **SIGNALS,
    "resource_logs": SIGNALS["resourceLogs"],
    "resource_metrics": SIGNALS["resourceMetrics"],
    "resource_profiles": SIGNALS["resourceProfiles"],
}


def pass_over(document: Mapping[str, Any], intake: Intake) -> bool:
    """Count the records of other signals in a document; say whether there are any such keys."""
    keys = [key for key in SIGNALS if key in document]
    for key in keys:
        signal, scopes, records = SIGNALS[key]
        for resource in items_of(document[key]):
            intake.passed_over[signal] += sum(
                1 for scope in _beneath(resource, scopes) for _ in _beneath(scope, records)
            )
    return bool(keys)


def _beneath(owner: object, keys: tuple[str, ...]) -> list[Any]:
    fields = owner if isinstance(owner, Mapping) else {}
    return [item for key in keys for item in items_of(fields.get(key))]
