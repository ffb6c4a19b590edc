"""A secret that is written onto a span: whoever may look at traces may use it."""

from typing import Any

from opentelemetry import trace

from tracing_sandbox.faults.call import Call


def make_key(call: Call) -> str:
    """Make a key such as a third party hands out."""
    return f"sk_live_{call.random.getrandbits(128):032x}"


def broken(call: Call) -> Any:
    """Note the whole header."""
    header = f"Bearer {make_key(call)}"
    trace.get_current_span().set_attribute("http.request.header.authorization", header)
    return call.proceed()


def mended(call: Call) -> Any:
    """Note that there is one, and none of it."""
    trace.get_current_span().set_attribute("http.request.header.authorization", "REDACTED")
    return call.proceed()


BROKEN = {"inventory.thirdparty:ThirdParty.quote_price": broken}
MENDED = {"inventory.thirdparty:ThirdParty.quote_price": mended}
