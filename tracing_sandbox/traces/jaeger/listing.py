"""The newest traces, or the slowest or failed of them, explained; terminal and page list them."""

from collections.abc import Sequence
from typing import NamedTuple

from tracing_sandbox.traces.explaining.explanation import Explanation
from tracing_sandbox.traces.explaining.newest import explain_newest
from tracing_sandbox.traces.jaeger.client import AnswerTooLong, JaegerClient
from tracing_sandbox.traces.jaeger.peers import look_back
from tracing_sandbox.traces.judging.peer import operation_of, outcome_of
from tracing_sandbox.traces.measuring.analysis import analyse
from tracing_sandbox.traces.reading.trace import Trace

SEARCHED = 200
FEWER = (25, 8, 3, 1)


class Listing(NamedTuple):
    """What is listed; `searched` were read, fewer than wanted where they are so large (`cut`)."""

    explanations: Sequence[Explanation]
    searched: int
    cut: bool


def list_traces(
    client: JaegerClient, service: str | None, *, slowest: bool, errors: bool, limit: int
) -> Listing:
    """Explain the newest traces; the slowest and the failed are looked for among the newest 200.

    Raises what `JaegerClient` raises.
    """
    wanted = SEARCHED if slowest or errors else limit
    newest, cut = _fetch_newest(client, service, wanted)
    kept = [each for each in explain_listed(client, newest) if each.error_count or not errors]
    if slowest:
        kept.sort(key=lambda each: -each.duration_ns)
    return Listing(kept[:limit], len(newest), cut)


def _fetch_newest(
    client: JaegerClient, service: str | None, wanted: int
) -> tuple[list[Trace], bool]:
    """Fetch the newest traces, fewer where the answer is too long; say whether it was."""
    try:
        return client.find_traces(service, wanted), False
    except AnswerTooLong:
        fewer = next((count for count in FEWER if count < wanted), None)
        if fewer is None:
            raise
    newest, _ = _fetch_newest(client, service, fewer)
    return newest, True


def explain_listed(client: JaegerClient, newest_first: Sequence[Trace]) -> list[Explanation]:
    """Explain each trace of a list as `explain_from` would, but ask Jaeger once for like ones.

    Raises what `JaegerClient` raises.
    """
    oldest = {}
    for trace in newest_first:
        analysis = analyse(trace)
        oldest[operation_of(analysis), outcome_of(analysis)] = analysis
    older = [other for each in oldest.values() for other in look_back(client, each).traces]
    return explain_newest(newest_first, older)
