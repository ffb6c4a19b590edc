"""The shop sends B3, and the inventory reads W3C: it sees no context, and begins a trace.

It stands in place of the function by which the instrumented client writes its headers.
"""

from collections.abc import MutableMapping

from tracing_sandbox.faults.call import in_place_of


def inject(headers: MutableMapping[str, str]) -> None:
    """Write the context as B3 has it in one header: OTEL_PROPAGATORS=b3, on this side alone."""
    from opentelemetry.trace import format_span_id, format_trace_id, get_current_span

    ids = get_current_span().get_span_context()
    parts = (
        format_trace_id(ids.trace_id),
        format_span_id(ids.span_id),
        f"{ids.trace_flags.sampled:d}",
    )
    headers["b3"] = "-".join(parts)


def mended_inject(headers: MutableMapping[str, str]) -> None:
    """As OTEL_PROPAGATORS=tracecontext,baggage on both sides."""
    from opentelemetry.baggage.propagation import W3CBaggagePropagator
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    for propagator in (TraceContextTextMapPropagator(), W3CBaggagePropagator()):
        propagator.inject(headers)


INJECT = "frontend@opentelemetry.instrumentation.requests:inject"
BROKEN = {INJECT: in_place_of(inject)}
MENDED = {INJECT: in_place_of(mended_inject)}
