"""What the canaries carry is what readers of it read, and no two share an id."""

from collections import Counter

import pytest
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from tracing_sandbox.doctor.probes.canary import Canary, draw_canaries

CANARIES = draw_canaries()
NAMES = [
    "W3C unsampled",
    "W3C sampled",
    "W3C with baggage",
    "B3 single",
    "B3 multi",
    "bare",
    "malformed traceparent",
    "two traceparents",
]


def test_canaries_are_these() -> None:
    assert [canary.name for canary in CANARIES] == NAMES


def test_no_two_canaries_share_an_id() -> None:
    drawn = [*CANARIES, *draw_canaries()]
    ids = [i for canary in drawn for i in (canary.request_id, canary.token, *canary.trace_ids)]
    assert [i for i, times in Counter(filter(None, ids)).items() if times > 1] == []


@pytest.mark.parametrize("canary", CANARIES, ids=NAMES)
def test_propagator_reads_those_that_carry_w3c_and_no_other(canary: Canary) -> None:
    context = TraceContextTextMapPropagator().extract(dict(canary.headers))
    read = trace.get_current_span(context).get_span_context()
    carries = canary.name.startswith("W3C")
    assert read.is_valid == carries
    if carries:
        assert (f"{read.trace_id:032x}",) == canary.trace_ids
        assert read.trace_flags.sampled == canary.sampled
