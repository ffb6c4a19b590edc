"""Finds the trace that somebody named: by its id, or by the first digits that Jaeger shows."""

from tracing_sandbox.traces.jaeger.client import JaegerClient
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong
from tracing_sandbox.traces.reading.fields.identity import TRACE_DIGITS
from tracing_sandbox.traces.reading.fields.trace_id import BadTraceId, read_trace_id
from tracing_sandbox.traces.reading.trace import Trace

FEWEST_DIGITS = 4
LOOKED_THROUGH = 1_000
FEWER = (200, 25)
MOST_NAMED = 5


class AmbiguousTraceId(BadTraceId):
    """Several traces begin with the digits that were given; the message names them."""


def look_up(client: JaegerClient, text: str, most: int = LOOKED_THROUGH) -> Trace | None:
    """Fetch the trace that a text names in any form; None if Jaeger does not hold it.

    Four digits or more may be the first ones of an id among the newest `most` traces. Raises
    `BadTraceId` for what names none, `AmbiguousTraceId`, and what `JaegerClient` raises.
    """
    digits = read_trace_id(text)
    trace = client.find_trace(digits)
    if trace is not None or not is_beginning(digits):
        return trace
    found = [each for each in _newest(client, most) if each.trace_id.startswith(digits)]
    if len(found) > 1:
        raise AmbiguousTraceId(name_candidates(digits, [each.trace_id for each in found]))
    return found[0] if found else None


def is_beginning(digits: str) -> bool:
    """Tell whether digits may be the first ones of a longer id."""
    return FEWEST_DIGITS <= len(digits) < TRACE_DIGITS


def name_candidates(digits: str, ids: list[str]) -> str:
    """Say which ids begin with these digits, the first of them by name."""
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return f"{len(ids)} traces begin with {digits}: {', '.join(ids[:MOST_NAMED])}{more}."


def _newest(client: JaegerClient, most: int) -> list[Trace]:
    """Fetch the newest traces, fewer of them where the answer is too long."""
    for count in (most, *(fewer for fewer in FEWER if fewer < most)):
        try:
            return client.find_traces(limit=count)
        except AnswerTooLong:
            continue
    return []
