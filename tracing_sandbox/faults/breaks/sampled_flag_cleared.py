"""The context goes on without its sampled flag: from the inventory on, no span is recorded.

It stands in place of the function by which the instrumented client writes its headers.
"""

from collections.abc import MutableMapping

from tracing_sandbox.faults.call import in_place_of


def inject(headers: MutableMapping[str, str]) -> None:
    """Ask for no spans, as a gateway does that begins unsampled traces: the flags are always 00."""
    from opentelemetry import propagate

    propagate.inject(headers)
    headers["traceparent"] = headers["traceparent"][:-2] + "00"


def mended_inject(headers: MutableMapping[str, str]) -> None:
    """Pass the flags on as they came, with the ids."""
    from opentelemetry import propagate

    propagate.inject(headers)


INJECT = "frontend@opentelemetry.instrumentation.requests:inject"
BROKEN = {INJECT: in_place_of(inject)}
MENDED = {INJECT: in_place_of(mended_inject)}
