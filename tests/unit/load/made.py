"""A made run: arrivals, their records, and the traces of their journeys."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.unit.traces.simulated.shop import run
from tests.unit.traces.simulated.simulation import Plan
from tracing_sandbox.load.planning.journeys import JOURNEYS, REQUESTS
from tracing_sandbox.load.planning.plan import Arrival
from tracing_sandbox.load.recording.folder import RunSettings
from tracing_sandbox.load.recording.record import Record
from tracing_sandbox.traces.reading.span import Span, SpanKind
from tracing_sandbox.traces.reading.trace import Trace

MS = 1_000_000
SECOND = 1_000 * MS
BEGAN_NS = 1_750_000_000 * SECOND
ORDER = REQUESTS["place"]
SETTINGS = RunSettings("made", 1, 10.0, 10.0, "poisson", {"journeys": {"order": 1.0}}, 1, BEGAN_NS)


def arrival(number: int, at_ms: float = 0.0, journey: str = "order", **fields: object) -> Arrival:
    """An arrival that orders one tea."""
    return replace(Arrival(number, at_ms, journey, "TEA", 1), **fields)


def trace_id_of(number: int) -> str:
    """The id of an arrival's trace."""
    return f"{number + 1:032x}"


def record(
    number: int,
    at_ms: float = 0.0,
    took_ms: float = 30.0,
    lag_ms: float = 0.0,
    step: int = 0,
    **fields: object,
) -> Record:
    """A request that was meant to start then, began late by the lag, and took so long from then."""
    intended_ns = BEGAN_NS + round(at_ms * MS)
    sent_ns = intended_ns + round(lag_ms * MS)
    journey = str(fields.get("journey", "order"))
    made = Record(
        arrival=number,
        step=step,
        journey=journey,
        name=REQUESTS[JOURNEYS[journey][step]],
        intended_ns=intended_ns,
        sent_ns=sent_ns,
        finished_ns=sent_ns + round(took_ms * MS),
        status=201,
        problem=None,
        scenario=None,
        seed=None,
        sold_out=False,
        trace_id=trace_id_of(number),
        span_id=f"{number + 1:012x}{step:04x}",
        request_id=f"{number}-{step}",
        sampled=True,
    )
    return replace(made, **fields)


Slowed = Mapping[tuple[str, str, str], float]
NO_DELAYS: Slowed = {}


def ordered(seed: int, delays_ms: Slowed) -> Trace:
    """An order; what delays it is struck out of a plan as it is used."""
    return run("place_order", seed, Plan(delays_ms=dict(delays_ms)))


def journey_trace(records: Sequence[Record], delays_ms: Slowed = NO_DELAYS) -> Trace:
    """The trace of a journey: its root, waits and requests, and an order beneath the first."""
    first = records[0]
    root_id = f"{first.arrival + 1:012x}ffff"
    spans = [_span(first, root_id, None, first.journey, "internal", first.intended_ns)]
    spans[0] = replace(spans[0], end_ns=records[-1].finished_ns)
    beneath = ordered(first.arrival, delays_ms).spans
    for each in records:
        wait_id = f"{each.span_id[:12]}a{each.step:03x}"
        wait = _span(each, wait_id, root_id, "wait", "internal", each.intended_ns)
        call = _span(each, each.span_id, root_id, "POST", "client", each.sent_ns)
        spans += [replace(wait, end_ns=each.sent_ns), replace(call, attributes=_answered(each))]
    for each in records[1:]:
        server_id = f"{each.span_id[:12]}b{each.step:03x}"
        served = _span(each, server_id, each.span_id, "GET orders", "server", each.sent_ns)
        spans.append(replace(served, service="frontend", end_ns=each.finished_ns))
    return Trace(first.trace_id, (*spans, *_moved(beneath, first)))


def _answered(each: Record) -> dict[str, str | int]:
    return {
        "http.request.method": "POST",
        "url.full": "http://127.0.0.1:8000/api/orders",
        "http.response.status_code": each.status,
    }


def _span(
    each: Record, span_id: str, parent_id: str | None, name: str, kind: SpanKind, start_ns: int
) -> Span:
    return Span(
        each.trace_id, span_id, parent_id, "loadgen", name, kind, start_ns, each.finished_ns
    )


def _moved(spans: Sequence[Span], first: Record) -> list[Span]:
    """Put an order's spans beneath a request, one millisecond after it was sent."""
    shift = first.sent_ns + MS - min(span.start_ns for span in spans)
    return [
        replace(
            span,
            trace_id=first.trace_id,
            parent_id=span.parent_id or first.span_id,
            start_ns=span.start_ns + shift,
            end_ns=span.end_ns + shift,
        )
        for span in spans
    ]


def longest_ms(trace: Trace) -> float:
    """Say how long the order in a trace takes."""
    own = [span for span in trace.spans if span.service != "loadgen"]
    return (max(span.end_ns for span in own) - min(span.start_ns for span in own)) / MS


def made_journey(
    number: int, at_ms: float, delays_ms: Slowed = NO_DELAYS, **fields: object
) -> tuple[Record, Trace]:
    """One order's record and its trace, which agree about how long it took."""
    made = record(number, at_ms, longest_ms(ordered(number, delays_ms)) + 2.0, **fields)
    return made, journey_trace([made], delays_ms)
