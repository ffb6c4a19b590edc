"""The requests that a probe sends: each differs in the context that it carries, and in its ids."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

# What is right to do with the context: go on with it, begin a trace of one's own, or either.
Right: TypeAlias = Literal["go on", "begin", "either"]
REQUEST_ID = "X-Request-ID"
BAGGAGE_KEYS = ("app.channel", "probe.id")


@dataclass(frozen=True, slots=True)
class Canary:
    """One request's context: `trace_ids` are those that it carries, `token` is in its baggage."""

    name: str
    headers: Mapping[str, str]
    request_id: str
    right: Right
    trace_ids: tuple[str, ...] = ()
    sampled: bool = True
    token: str = ""


def draw_canaries() -> Sequence[Canary]:
    """Draw one of each kind, with ids of their own.

    The one that is not sampled comes first: once spans of later ones have arrived, its own would
    have as well.
    """
    return (
        unsampled(),
        sampled(),
        with_baggage(),
        b3_single(),
        b3_multi(),
        bare(),
        malformed(),
        two(),
    )


def unsampled() -> Canary:
    """Carry a trace that nobody is to record."""
    trace_id = new_trace_id()
    headers = {"traceparent": traceparent(trace_id, "00")}
    return draw("W3C unsampled", headers, "go on", (trace_id,), sampled=False)


def sampled() -> Canary:
    """Carry a trace as most callers do."""
    trace_id = new_trace_id()
    return draw("W3C sampled", {"traceparent": traceparent(trace_id)}, "go on", (trace_id,))


def with_baggage() -> Canary:
    """Carry baggage beside the trace."""
    trace_id, token = new_trace_id(), f"canary-{secrets.token_hex(4)}"
    baggage = ",".join(f"{key}={token}" for key in BAGGAGE_KEYS)
    headers = {"traceparent": traceparent(trace_id), "baggage": baggage}
    return draw("W3C with baggage", headers, "go on", (trace_id,), token=token)


def b3_single() -> Canary:
    """Carry a trace in B3's one header."""
    trace_id = new_trace_id()
    headers = {"b3": f"{trace_id}-{new_span_id()}-1"}
    return draw("B3 single", headers, "either", (trace_id,))


def b3_multi() -> Canary:
    """Carry a trace in B3's several headers."""
    trace_id = new_trace_id()
    headers = {"X-B3-TraceId": trace_id, "X-B3-SpanId": new_span_id(), "X-B3-Sampled": "1"}
    return draw("B3 multi", headers, "either", (trace_id,))


def bare() -> Canary:
    """Carry no context."""
    return draw("bare", {}, "begin")


def malformed() -> Canary:
    """Carry what looks like a trace and is none: its id has too few digits."""
    header = f"00-{new_trace_id()[:-2]}-{new_span_id()}-01"
    return draw("malformed traceparent", {"traceparent": header}, "begin")


def two() -> Canary:
    """Carry two traces, as a proxy leaves them that adds its own header."""
    ids = (new_trace_id(), new_trace_id())
    header = ",".join(traceparent(trace_id) for trace_id in ids)
    return draw("two traceparents", {"traceparent": header}, "either", ids)


def draw(
    name: str,
    headers: Mapping[str, str],
    right: Right,
    trace_ids: tuple[str, ...] = (),
    *,
    sampled: bool = True,
    token: str = "",
) -> Canary:
    """Give a canary a request id of its own."""
    request_id = secrets.token_hex(16)
    return Canary(
        name, {**headers, REQUEST_ID: request_id}, request_id, right, trace_ids, sampled, token
    )


def traceparent(trace_id: str, flags: str = "01") -> str:
    """Write a header of this trace, from a caller that reports nothing."""
    return f"00-{trace_id}-{new_span_id()}-{flags}"


def new_trace_id() -> str:
    """Draw the id of a trace."""
    return secrets.token_hex(16)


def new_span_id() -> str:
    """Draw the id of a span."""
    return secrets.token_hex(8)
