"""What Jaeger is asked for, in the parameters that its versions 2.13 and 2.20 both take."""

from datetime import UTC, datetime
from typing import TypeAlias

from tracing_sandbox.traces.explaining.moment import rfc3339
from tracing_sandbox.traces.measuring.figures import DAY, MICROSECOND, MINUTE, SECOND

# Go counts nanoseconds in 63 bits: up to a later one, a Jaeger that stores on disk finds nothing.
LATEST_ASKED_NS = 2**63 - 1
LOOK_BACK_NS = DAY
CLOCK_TOLERANCE_NS = MINUTE
Moment: TypeAlias = datetime | int


def write_query(
    since: Moment | None,
    until: Moment | None,
    operation: str | None,
    min_duration_ms: float | None,
) -> dict[str, str]:
    """Write what a search asks for, but for its service and number; the last day by default."""
    now_ns = _nanoseconds(datetime.now(UTC))
    latest_ns = now_ns + CLOCK_TOLERANCE_NS if until is None else _nanoseconds(until)
    earliest_ns = latest_ns - LOOK_BACK_NS if since is None else _nanoseconds(since)
    parameters = {
        "query.start_time_min": rfc3339(earliest_ns),
        "query.start_time_max": rfc3339(min(latest_ns, LATEST_ASKED_NS)),
        "query.raw_traces": "true",
    }
    if operation:
        parameters["query.operation_name"] = operation
    if min_duration_ms:
        # Go's durations know no exponent.
        parameters["query.duration_min"] = f"{min_duration_ms:.6f}".rstrip("0").rstrip(".") + "ms"
    return parameters


def _nanoseconds(moment: Moment) -> int:
    if isinstance(moment, int):
        return moment
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds * MICROSECOND
