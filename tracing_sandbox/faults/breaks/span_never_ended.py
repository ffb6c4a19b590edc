"""A span that is begun by hand and never ended: it is never sent, and leaves orphans."""

from typing import Any

from opentelemetry import trace

from tracing_sandbox.faults.call import Call

tracer = trace.get_tracer("inventory")


def broken(call: Call) -> Any:
    """Forget the end."""
    span = tracer.start_span("look_on_shelf")
    with trace.use_span(span):
        return call.proceed()


def mended(call: Call) -> Any:
    """Let the block end it, however the block is left."""
    with tracer.start_as_current_span("look_on_shelf"):
        return call.proceed()


BROKEN = {"inventory.app:check_stock": broken}
MENDED = {"inventory.app:check_stock": mended}
