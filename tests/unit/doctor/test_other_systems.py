"""Systems that leave none of our evidence: what is told from headers, kin and time alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.unit.doctor import breaks
from tests.unit.doctor.breaks import HOP, SERVER, Broken
from tests.unit.doctor.made_orders import MS, Order, healthy_orders
from tracing_sandbox.doctor import Finding, diagnose
from tracing_sandbox.expected_edges import expected_edges
from tracing_sandbox.traces.reading.span import Span
from tracing_sandbox.traces.reading.trace import Trace

OURS = ("app.callee.", "app.spans.", "app.request.", "app.traceparent.", "app.b3.")
EDGES = frozenset(expected_edges())
CAPTURED = "http.request.header.traceparent"


def _bare(traces: list[Trace]) -> list[Trace]:
    """Take off what only our telemetry notes."""
    return [Trace(t.trace_id, tuple(_bare_span(span) for span in t.spans)) for t in traces]


def _bare_span(span: Span) -> Span:
    kept = {key: value for key, value in span.attributes.items() if not key.startswith(OURS)}
    return replace(span, attributes=kept, parent_is_remote=None)


HEALTHY = _bare(healthy_orders(20))


def _ask(made: Broken, healthy: list[Trace] = HEALTHY) -> tuple[Finding, ...]:
    return diagnose(_bare(made.traces), None, healthy, made.circumstances).findings


@pytest.mark.parametrize(
    ("make", "rule", "where"),
    [
        (breaks.traceparent_not_injected, "traceparent-not-injected", HOP),
        (breaks.lost_in_thread_pool, "context-lost-in-thread", "inventory"),
        (breaks.lost_in_generator, "context-lost-in-generator", "inventory"),
        (breaks.sampled_flag_cleared, "sampled-flag-cleared", HOP),
        (breaks.exporter_dead, "exporter-unreachable", "inventory"),
        (breaks.exporter_wrong_port, "exporter-wrong-endpoint", "inventory"),
        (breaks.killed_before_flush, "killed-before-flush", "inventory"),
        (breaks.service_not_instrumented, "service-not-instrumented", HOP),
        (breaks.instrumented_twice, "instrumented-twice", "inventory"),
        (breaks.clock_off, "clock-skew", HOP),
        (breaks.wrong_service_name, "wrong-service-name", "inventory"),
        (breaks.span_never_ended, "span-never-ended", "inventory"),
        (breaks.wrong_parent, "wrong-parent", "inventory"),
        (breaks.baggage_lost, "baggage-lost", HOP),
        (breaks.baggage_leaked, "baggage-leaked", breaks.LAST_HOP),
        (breaks.ids_in_names, "ids-in-names", "inventory"),
        (breaks.secret_in_attribute, "secret-in-attribute", "inventory"),
    ],
)
def test_break_is_named_without_our_evidence(
    make: Callable[[Order], Broken], rule: str, where: str
) -> None:
    assert [(each.rule, each.where) for each in _ask(make(Order(1)))] == [(rule, where)]


@pytest.mark.parametrize(
    "make",
    [
        breaks.traceparent_stripped,
        breaks.traceparent_not_extracted,
        breaks.traceparent_malformed,
        breaks.b3_for_w3c,
    ],
)
def test_broken_hop_whose_cause_is_not_told_lists_what_it_may_be(
    make: Callable[[Order], Broken],
) -> None:
    (found,) = _ask(make(Order(1)))
    assert (found.rule, found.where, found.confidence) == ("trace-broken", HOP, "likely")
    candidates = found.evidence[-1]
    assert candidates.startswith("it may be traceparent-stripped, traceparent-not-extracted")


def _captured(header: str | None) -> Callable[[Trace], Trace]:
    """Let the inventory record this header of its requests, or none of the name."""
    noted = {} if header is None else {CAPTURED: [header]}

    def change(span: Span) -> Span:
        if f"{span.service} {span.name}" != SERVER:
            return span
        return replace(span, attributes={**span.attributes, **noted})

    return lambda trace: Trace(trace.trace_id, tuple(map(change, trace.spans)))


WHOLE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WITH_HEADERS = [_captured(WHOLE)(trace) for trace in HEALTHY]


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        ("00-{}-b7ad6b7169203331-01", "traceparent-not-extracted"),
        ("00-{}-b7ad6b7169203331", "traceparent-malformed"),
        (None, "traceparent-stripped"),
    ],
)
def test_captured_header_tells_why_a_hop_is_broken(header: str | None, rule: str) -> None:
    order = Order(1)
    caller = order.trace_id
    order.begin_anew(SERVER)
    sent = _captured(header.format(caller) if header else None)
    traces = [sent(trace) for trace in _bare(order.traces())]
    (found,) = diagnose(traces, None, WITH_HEADERS).findings
    assert (found.rule, found.where) == (rule, HOP)


def test_captured_b3_tells_that_formats_do_not_meet() -> None:
    order = Order(1)
    caller = order.trace_id
    order.begin_anew(SERVER)
    order.note(SERVER, **{"http__request__header__x-b3-traceid": [caller]})
    (found,) = diagnose(_bare(order.traces()), None, HEALTHY).findings
    assert (found.rule, found.where) == ("propagator-mismatch", HOP)


def test_edges_of_a_file_tell_who_should_have_answered() -> None:
    made = breaks.sampled_flag_cleared(Order(1))
    (found,) = diagnose(_bare(made.traces), EDGES).findings
    assert (found.rule, found.where) == ("sampled-flag-cleared", HOP)


def test_call_that_nobody_ever_answers_is_no_finding() -> None:
    """Such as one to a supplier's API."""
    healthy = []
    for number in range(5):
        order = Order(100 + number)
        order.drop(order.of("thirdparty"))
        healthy += order.traces()
    order = Order(1)
    order.drop(order.of("thirdparty"))
    assert diagnose(order.traces(), None, healthy).findings == ()
    assert diagnose(_bare(order.traces()), None, _bare(healthy)).findings == ()


def test_call_that_failed_without_an_answer_is_no_finding() -> None:
    order = Order(1)
    order.drop(order.of("thirdparty"))
    call = order.get("inventory GET")
    kept = {k: v for k, v in call.attributes.items() if k != "http.response.status_code"}
    order.change([call], lambda span: replace(span, error=True, attributes=kept))
    assert diagnose(order.traces(), None, healthy_orders(5)).findings == ()


def test_background_work_during_a_request_is_not_taken_for_lost_work() -> None:
    def with_job(number: int) -> list[Trace]:
        order = Order(number)
        job = replace(
            order.get("inventory check_stock"),
            name="refresh_cache",
            parent_id=None,
            parent_is_remote=None,
            trace_id=f"{number + 1:032x}",
            span_id=order.new_id(),
            start_ns=order.began_ns + 20 * MS,
            end_ns=order.began_ns + 21 * MS,
        )
        order.spans.append(job)
        return order.traces()

    healthy = [trace for number in range(100, 105) for trace in with_job(number)]
    assert diagnose(with_job(1), None, healthy).findings == ()


def test_many_requests_at_once_are_joined_by_what_they_share_and_not_by_chance() -> None:
    """Two orders at one moment, both cut at the same hop: each part goes to its own."""
    traces = []
    for number in (1, 2):
        order = Order(number)
        order.began_ns = 0
        other = order.begin_anew(SERVER)
        shift = (number - 1) * 1000 * MS
        order.spans = [
            replace(s, start_ns=s.start_ns - shift, end_ns=s.end_ns - shift) for s in order.spans
        ]
        order.note("frontend POST", app__callee__trace_id=other)
        order.note_ledger()
        traces += order.traces()
    found = diagnose(traces, None, healthy_orders(20))
    pairs = {(joint.call.trace_id, joint.part.trace_id) for joint in found.joined}
    assert pairs == {
        (traces[0].trace_id, traces[1].trace_id),
        (traces[2].trace_id, traces[3].trace_id),
    }
    bare = diagnose(_bare(traces), None, HEALTHY)
    assert bare.joined == ()
