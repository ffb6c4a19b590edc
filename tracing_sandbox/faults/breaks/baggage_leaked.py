"""The inventory sends the third party all baggage that it was sent itself.

It stands in place of the guard around that call.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tracing_sandbox.faults.call import in_place_of


@contextmanager
def calling_others() -> Iterator[None]:
    """Call with whatever context there is."""
    yield


@contextmanager
def mended_calling_others() -> Iterator[None]:
    """Call others without our baggage; the span stays current."""
    from opentelemetry import baggage, context

    token = context.attach(baggage.clear())
    try:
        yield
    finally:
        context.detach(token)


GUARD = "inventory.thirdparty:without_baggage"
BROKEN = {GUARD: in_place_of(calling_others)}
MENDED = {GUARD: in_place_of(mended_calling_others)}
