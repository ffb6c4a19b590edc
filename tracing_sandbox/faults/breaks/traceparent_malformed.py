"""The `traceparent` that the shop sends is put together by hand, and is none: digits are missing.

It stands in place of the function by which the instrumented client writes its headers.
"""

from collections.abc import MutableMapping

from tracing_sandbox.faults.call import in_place_of


def inject(headers: MutableMapping[str, str]) -> None:
    """Write the header by hand: an id that begins with 0 and the flags lose that digit."""
    from opentelemetry import baggage, trace

    ids = trace.get_current_span().get_span_context()
    headers["traceparent"] = f"00-{ids.trace_id:x}-{ids.span_id:x}-{ids.trace_flags:x}"
    entries = (f"{key}={value}" for key, value in baggage.get_all().items())
    headers["baggage"] = ",".join(entries)


def mended_inject(headers: MutableMapping[str, str]) -> None:
    """Let the propagator write what the other side reads."""
    from opentelemetry import propagate

    propagate.inject(headers)


INJECT = "frontend@opentelemetry.instrumentation.requests:inject"
BROKEN = {INJECT: in_place_of(inject)}
MENDED = {INJECT: in_place_of(mended_inject)}
