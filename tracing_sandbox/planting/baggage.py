"""The header of baggage, as the W3C has it: `edge` reads it, `carrying` writes the mock's alike."""

from collections.abc import Mapping

from opentelemetry.baggage import get_all, set_baggage
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.context import Context

propagator = W3CBaggagePropagator()


def read_baggage(header: str) -> dict[str, str]:
    """Read the entries of a header."""
    context = propagator.extract({"baggage": header}, Context()) if header else Context()
    return {key: str(value) for key, value in get_all(context).items()}


def write_baggage(entries: Mapping[str, str]) -> str:
    """Write entries as a header; empty where there are none."""
    context, carrier = Context(), dict[str, str]()
    for key, value in entries.items():
        context = set_baggage(key, value, context)
    propagator.inject(carrier, context)
    return carrier.get("baggage", "")
