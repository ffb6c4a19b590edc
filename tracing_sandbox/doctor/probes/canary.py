"""The requests that a probe sends: each differs in the context that it carries, and in its ids."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

# What is right to do with the context: go on with it, begin a trace of one's own, or either.
Right: TypeAlias = Literal["go on", "begin", "either"]
REQUEST_ID = "X-Request-ID"
# What the id of each of its requests begins with, so that no trace of one is taken for somebody's.
CANARY = "canary-"
BAGGAGE_KEYS = ("app.channel", "probe.id")


class Context(NamedTuple):
    """A trace, and the span in it that makes the request."""

    trace_id: str
    span_id: str


@dataclass(frozen=True, slots=True)
class Canary:
    """One request: `contexts` are those that it carries, `token` is in its baggage."""

    name: str
    headers: Mapping[str, str]
    request_id: str
    right: Right
    contexts: tuple[Context, ...] = ()
    sampled: bool = True
    token: str = ""

    @property
    def trace_ids(self) -> tuple[str, ...]:
        """Return the traces that it carries."""
        return tuple(context.trace_id for context in self.contexts)

    @property
    def span_ids(self) -> tuple[str, ...]:
        """Return the spans that are the parents of what goes on with it."""
        return tuple(context.span_id for context in self.contexts)


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
    context = new_context()
    headers = {"traceparent": traceparent(context, "00")}
    return draw("W3C unsampled", headers, "go on", (context,), sampled=False)


def sampled() -> Canary:
    """Carry a trace as most callers do."""
    context = new_context()
    return draw("W3C sampled", {"traceparent": traceparent(context)}, "go on", (context,))


def with_baggage() -> Canary:
    """Carry baggage beside the trace."""
    context, token = new_context(), f"canary-{secrets.token_hex(4)}"
    baggage = ",".join(f"{key}={token}" for key in BAGGAGE_KEYS)
    headers = {"traceparent": traceparent(context), "baggage": baggage}
    return draw("W3C with baggage", headers, "go on", (context,), token=token)


def b3_single() -> Canary:
    """Carry a trace in B3's one header."""
    context = new_context()
    headers = {"b3": f"{context.trace_id}-{context.span_id}-1"}
    return draw("B3 single", headers, "either", (context,))


def b3_multi() -> Canary:
    """Carry a trace in B3's several headers."""
    context = new_context()
    headers = {
        "X-B3-TraceId": context.trace_id,
        "X-B3-SpanId": context.span_id,
        "X-B3-Sampled": "1",
    }
    return draw("B3 multi", headers, "either", (context,))


def bare() -> Canary:
    """Carry no context."""
    return draw("bare", {}, "begin")


def malformed() -> Canary:
    """Carry what looks like a trace and is none: its id has too few digits."""
    context = new_context()
    header = traceparent(context._replace(trace_id=context.trace_id[:-2]))
    return draw("malformed traceparent", {"traceparent": header}, "begin")


def two() -> Canary:
    """Carry two traces, as a proxy leaves them that adds its own header."""
    contexts = (new_context(), new_context())
    header = ",".join(map(traceparent, contexts))
    return draw("two traceparents", {"traceparent": header}, "either", contexts)


def draw(
    name: str,
    headers: Mapping[str, str],
    right: Right,
    contexts: tuple[Context, ...] = (),
    *,
    sampled: bool = True,
    token: str = "",
) -> Canary:
    """Give a canary a request id of its own."""
    request_id = CANARY + secrets.token_hex(13)
    whole = {**headers, REQUEST_ID: request_id}
    return Canary(name, whole, request_id, right, contexts, sampled, token)


def traceparent(context: Context, flags: str = "01") -> str:
    """Write W3C's header."""
    return f"00-{context.trace_id}-{context.span_id}-{flags}"


def new_context() -> Context:
    """Draw a trace, and a span of it that nobody reports."""
    return Context(secrets.token_hex(16), secrets.token_hex(8))
