"""The answer is made by a generator, piece by piece, when the request's span has ended already.

It stands around the step that writes the inventory's answer.
"""

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from tracing_sandbox.faults.call import Around, Call


def stream(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Make each piece when the server asks for it: no span is current by then."""
    return pieces


def mended_stream(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Make each piece in the request's context, taken along now."""
    from contextvars import copy_context

    taken = copy_context()
    return iter(lambda: taken.run(next, pieces, b""), b"")


def streamed(hand_over: Callable[[Iterator[bytes]], Iterator[bytes]]) -> Around:
    """Answer with a stream."""

    @wraps(hand_over)
    def around(call: Call) -> Any:
        import flask

        return flask.Response(hand_over(write(call)), mimetype="application/json")

    return around


def write(call: Call) -> Iterator[bytes]:
    """Write the answer's only piece, in a span of its own."""
    from opentelemetry import trace

    attributes = {"app.order.id": call.args[0].order_id}
    tracer = trace.get_tracer("sandbox")
    with tracer.start_as_current_span("write_reservation", attributes=attributes):
        piece = json.dumps(call.proceed()).encode()
    yield piece


DESCRIBE = "inventory.app:describe"
BROKEN = {DESCRIBE: streamed(stream)}
MENDED = {DESCRIBE: streamed(mended_stream)}
