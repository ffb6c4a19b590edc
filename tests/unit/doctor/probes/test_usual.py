"""What recent traces tell: who answers at an address, and who shows which baggage."""

from tests.unit.doctor.probes.made import Way, sent, traces_of
from tracing_sandbox.doctor.probes import canary
from tracing_sandbox.doctor.probes.carried import copied_by, keys_of
from tracing_sandbox.doctor.probes.usual import names_in
from tracing_sandbox.traces.reading.trace import Trace

KEY = "app.channel"


def trace_with(*showing: str) -> Trace:
    """One trace through three services, in which these show baggage."""
    one = sent(canary.sampled())
    shown = {name: {KEY: "api"} if name in showing else {} for name in ("front", "shelf", "vendor")}
    way = Way(one, one.canary.trace_ids[0]).serve("front", **shown["front"]).call("front")
    way.serve("shelf", **shown["shelf"]).call("shelf", port=8).serve("vendor", **shown["vendor"])
    return traces_of(way)[0]


def test_service_shows_baggage_if_it_mostly_does_where_others_do() -> None:
    traces = [trace_with("front", "shelf")] * 3 + [trace_with("front", "vendor"), trace_with()]
    shown = frozenset({KEY})
    assert copied_by(traces, [KEY, "other"]) == {"front": shown, "shelf": shown}


def test_traces_without_baggage_say_nothing_of_who_shows_it() -> None:
    shown = frozenset({KEY})
    traces = [trace_with("front", "shelf"), *[trace_with()] * 5]
    assert copied_by(traces, [KEY]) == {"front": shown, "shelf": shown}


def test_attribute_that_holds_the_token_is_one_of_baggage() -> None:
    trace = trace_with("front")
    assert keys_of("api", trace.spans) == {KEY, "probe.id"}


def test_services_are_named_by_the_addresses_at_which_they_answered() -> None:
    assert names_in([trace_with()]) == {"there:7": "shelf", "there:8": "vendor"}
