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
BESIDE = frozenset({"resource", "scope", "instrumentationLibrary", "schemaUrl", "schema_url"})


def pass_over(document: Mapping[str, Any], intake: Intake) -> bool:
    """Count the records of other signals in a document; say whether there are any such keys."""
    keys = [key for key in SIGNALS if key in document]
    for key in keys:
        signal, scopes, records = SIGNALS[key]
        for resource in items_of(document[key]):
            for scope in _beneath(resource, scopes, f"{key}.", intake):
                intake.passed_over[signal] += len(_beneath(scope, records, f"{key}.", intake))
            intake.passed_over[signal] += 0
    return bool(keys)


def _beneath(owner: object, keys: tuple[str, ...], prefix: str, intake: Intake) -> list[Any]:
    """List what stands under these keys, and leave what stands beside them."""
    if not isinstance(owner, Mapping):
        return []
    intake.leave(owner, BESIDE.union(keys), prefix)
    return [item for key in keys for item in items_of(owner.get(key))]
