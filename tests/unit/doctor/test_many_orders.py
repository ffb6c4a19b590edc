"""Of many orders each is held against those of its own time and id, and not against all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.doctor.breaks import Broken, sampled_flag_cleared, traceparent_stripped
from tests.unit.doctor.made_orders import Order, healthy_orders
from tracing_sandbox.doctor.beginnings import Beginnings
from tracing_sandbox.doctor.case import Case
from tracing_sandbox.doctor.chart import draw_chart
from tracing_sandbox.doctor.circumstances import NOTHING_KNOWN
from tracing_sandbox.doctor.joining import join_parts
from tracing_sandbox.doctor.kinds import Process
from tracing_sandbox.doctor.knowledge import learn
from tracing_sandbox.doctor.rules.traceparent_not_injected import find_traceparent_not_injected
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

KNOWLEDGE = learn(None, healthy_orders(20))


@dataclass(frozen=True)
class CountingCase(Case):
    """A case that counts how often a call was looked at, and all requests were walked through."""

    looks: list[Span] = field(default_factory=list)
    walks: list[str] = field(default_factory=list)

    def local_root(self, span: Span) -> Span:
        self.looks.append(span)
        return super().local_root(span)

    @property
    def servers(self) -> Mapping[Process, Sequence[Span]]:
        self.walks.append("servers")
        return super().servers


def case_of(traces: Iterable[Trace]) -> CountingCase:
    return CountingCase(tuple(traces), KNOWLEDGE, NOTHING_KNOWN)


def orders(count: int, make: Callable[[Order], Broken]) -> CountingCase:
    return case_of(trace for number in range(count) for trace in make(Order(number)).traces)


@pytest.mark.parametrize("make", [traceparent_stripped, sampled_flag_cleared])
def test_twice_as_many_broken_orders_are_at_most_twice_as_many_looks(
    make: Callable[[Order], Broken],
) -> None:
    few, many = orders(20, make), orders(40, make)
    assert 2 * len(join_parts(few)) == len(join_parts(many))
    assert len(many.looks) <= 2 * len(few.looks)


def test_all_requests_are_walked_through_once_for_their_ids() -> None:
    case = case_of(healthy_orders(40))
    assert list(find_traceparent_not_injected(draw_chart(case))) == []
    assert case.walks == ["servers"]


@given(
    st.lists(st.integers(0, 50)),
    st.integers(-5, 55),
    st.integers(-5, 55),
)
def test_those_of_a_time_are_the_same_as_by_a_look_at_all(
    starts: list[int], since: int, until: int
) -> None:
    span = Order(1).traces()[0].spans[0]
    spans = [replace(span, span_id=str(n), start_ns=start) for n, start in enumerate(starts)]
    found = Beginnings(spans, lambda each: each.start_ns).between(since, until)
    assert sorted(each.span_id for each in found) == sorted(
        each.span_id for each in spans if since <= each.start_ns <= until
    )
