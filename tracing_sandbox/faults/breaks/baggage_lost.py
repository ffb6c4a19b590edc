"""The headers are written from a new context that holds the span alone: the baggage stays behind.

It stands in place of the function by which the instrumented client writes its headers.
"""

from collections.abc import MutableMapping

from tracing_sandbox.faults.call import in_place_of


def inject(headers: MutableMapping[str, str]) -> None:
    """Put the current span into an empty context, and send that."""
    from opentelemetry import propagate, trace
    from opentelemetry.context import Context

    alone = trace.set_span_in_context(trace.get_current_span(), Context())
    propagate.inject(headers, context=alone)


def mended_inject(headers: MutableMapping[str, str]) -> None:
    """Send the context that is current: span, baggage and all else."""
    from opentelemetry import propagate

    propagate.inject(headers)


INJECT = "frontend@opentelemetry.instrumentation.requests:inject"
BROKEN = {INJECT: in_place_of(inject)}
MENDED = {INJECT: in_place_of(mended_inject)}
