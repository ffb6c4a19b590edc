"""A secret that is written onto a span: whoever may look at traces may use it.

It stands around the question to the third party, which is asked with a key.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from tracing_sandbox.faults.call import Around, Call


def note_header(name: str, value: str) -> None:
    """Note the header as it is sent."""
    from opentelemetry import trace

    trace.get_current_span().set_attribute(f"http.request.header.{name}", value)


def mended_note_header(name: str, value: str) -> None:
    """Note that there is one, and none of it."""
    from opentelemetry import trace

    trace.get_current_span().set_attribute(f"http.request.header.{name}", "REDACTED")


def noted_by(note: Callable[[str, str], None]) -> Around:
    """Ask with a key such as a third party hands out, and note it."""

    @wraps(note)
    def around(call: Call) -> Any:
        key = f"sk_live_{call.random.getrandbits(128):032x}"
        note("authorization", f"Bearer {key}")
        return call.proceed()

    return around


QUOTE = "inventory.thirdparty:ThirdParty.quote_price"
BROKEN = {QUOTE: noted_by(note_header)}
MENDED = {QUOTE: noted_by(mended_note_header)}
