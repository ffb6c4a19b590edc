"""A canary is waited for until all that should come of it is there."""

import pytest

from tests.unit.doctor.probes.made import REQUEST, Way, sent, traces_of
from tracing_sandbox.doctor.probes import canary
from tracing_sandbox.doctor.probes.arriving import is_whole
from tracing_sandbox.doctor.probes.parts import find_left
from tracing_sandbox.doctor.probes.sending import UNSENT, Sent

NEW = "e" * 32


def whole(one: Sent, *ways: Way) -> bool:
    (left,) = find_left(REQUEST, [one], traces_of(*ways))
    return is_whole(REQUEST, left)


def way(one: Sent) -> Way:
    way = Way(one, one.canary.trace_ids[0], one.canary.span_ids[0])
    return way.serve("front").call("front").serve("shelf", "/stock")


def without(way: Way, *places: int) -> Way:
    """The same, of which some spans have not arrived."""
    way.spans = [span for place, span in enumerate(way.spans) if place not in places]
    return way


def test_canary_is_whole_when_every_call_is_answered() -> None:
    one = sent(canary.sampled())
    assert whole(one, way(one))


@pytest.mark.parametrize("missing", [(0,), (1,), (2,), (0, 1), (0, 1, 2)])
def test_canary_of_which_spans_are_missing_is_waited_for(missing: tuple[int, ...]) -> None:
    one = sent(canary.sampled())
    assert whole(one, without(way(one), *missing)) is False


@pytest.mark.parametrize("trace_id", [None, NEW], ids=["nothing answered", "the trace answered"])
def test_service_behind_the_door_alone_is_not_all_of_it(trace_id: str | None) -> None:
    one = sent(canary.bare(), trace_id=trace_id)
    own = {"app.request.id": one.canary.request_id}
    behind = Way(one, "d" * 32, None).serve("shelf", "/stock", **own)
    assert not whole(one, behind)
    assert whole(one, behind, Way(one, NEW, None).serve("front"))


def test_trace_that_breaks_is_whole_once_its_parts_are_joined() -> None:
    one = sent(canary.sampled())
    broken = Way(one, one.canary.trace_ids[0], one.canary.span_ids[0]).serve("front").call("front")
    assert whole(one, broken.begin(NEW).serve("shelf", "/stock"))


@pytest.mark.parametrize(
    "one",
    [
        sent(canary.unsampled()),
        sent(canary.bare(), sampled=False),
        sent(canary.bare(), status=None, failure=UNSENT),
    ],
    ids=["not sampled", "not sampled as it says", "not sent"],
)
def test_nothing_is_waited_for_where_nothing_is_to_come(one: Sent) -> None:
    assert whole(one)
