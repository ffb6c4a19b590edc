"""What Grafana Tempo answers: OTLP under another name; `otlp` reads what stands in it.

`/api/traces/ID` has `batches`, `/api/v2/traces/ID` has `trace` with `resourceSpans` in it.
"""

from collections.abc import Mapping
from typing import Any

from tracing_sandbox.traces.reading.formats.otlp import read_resources
from tracing_sandbox.traces.reading.intake import Intake


def read_tempo(document: Mapping[str, Any], prefix: str, intake: Intake) -> None:
    """Read the spans of one answer; `prefix` begins their places."""
    read_resources(document.get("batches"), f"{prefix}batches", intake)
