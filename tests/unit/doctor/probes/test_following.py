"""A canary is followed through services: each says what it did with identity, sampling, baggage."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.unit.doctor.probes.made import REQUEST, Way, sent, traces_of
from tracing_sandbox.doctor.probes import canary
from tracing_sandbox.doctor.probes.canary import Canary
from tracing_sandbox.doctor.probes.change import Change
from tracing_sandbox.doctor.probes.parts import find_left
from tracing_sandbox.doctor.probes.probing import Probe, read_probe
from tracing_sandbox.doctor.probes.sending import Sent
from tracing_sandbox.doctor.probes.usual import Usual
from tracing_sandbox.terminal.probe_view import cell, sentences
from tracing_sandbox.traces.reading.trace import Trace

NOTHING = Usual()
NEW, OTHER = "e" * 32, "d" * 32


def follow(asked: Sequence[Sent], traces: Sequence[Trace], usual: Usual = NOTHING) -> Probe:
    """Read what canaries left."""
    return read_probe(REQUEST, asked, find_left(REQUEST, asked, traces), usual, 0.0)


def cells(probe: Probe) -> dict[str, list[str]]:
    """The table: the cells of each canary, in the order of the services."""
    return {
        each.canary.name: [cell(each, visit) for visit in visits]
        for each, visits in zip(probe.sent, probe.visits, strict=True)
    }


def through(
    asked: Sent, trace_id: str | None = None, answered: str | None = None, **noted: Any
) -> Way:
    """A canary that goes through front and shelf, in this trace and on in another one.

    `noted` stands on the call; its underscores are dots.
    """
    own = trace_id or asked.canary.trace_ids[0]
    attributes = {key.replace("__", "."): value for key, value in noted.items()}
    way = Way(asked, own).serve("front").call("front", **attributes)
    return (way.begin(answered) if answered else way).serve("shelf", "/stock")


def test_canary_that_goes_through_keeps_its_id_everywhere() -> None:
    one = sent(canary.sampled())
    probe = follow([one], traces_of(through(one)))
    assert (probe.services, cells(probe)) == (["front", "shelf"], {"W3C sampled": ["same id"] * 2})
    assert probe.changes == []


@pytest.mark.parametrize("kind", [canary.b3_single, canary.bare, canary.malformed, canary.two])
def test_trace_may_begin_at_the_door_where_none_is_to_be_taken(kind: Any) -> None:
    one = sent(kind(), trace_id=NEW, sampled=True)
    way = Way(one, NEW, None).serve("front").call("front").serve("shelf", "/stock")
    probe = follow([one], traces_of(way))
    assert cells(probe) == {one.canary.name: ["new id", "same id"]}
    assert probe.changes == []


def test_trace_that_begins_at_the_door_in_spite_of_one_is_a_change() -> None:
    one = sent(canary.sampled(), trace_id=NEW, sampled=True)
    probe = follow([one], traces_of(Way(one, NEW, None).serve("front")))
    assert probe.changes == [
        Change("client->front", "identity", "front begins a trace of its own.", ("W3C sampled",))
    ]


@pytest.mark.parametrize(
    "noted",
    [{}, {"app__callee__trace_id": NEW}],
    ids=["joined by place and time", "joined by what the callee answered"],
)
def test_trace_that_breaks_between_two_services_is_joined_and_named(noted: dict[str, Any]) -> None:
    one = sent(canary.sampled())
    probe = follow([one], traces_of(through(one, answered=NEW, **noted)))
    assert cells(probe) == {"W3C sampled": ["same id", "new id"]}
    assert probe.changes == [
        Change("front->shelf", "identity", "shelf begins a trace of its own.", ("W3C sampled",))
    ]


def test_break_behind_the_door_is_found_where_the_door_began_a_trace_as_well() -> None:
    one = sent(canary.bare(), trace_id=NEW, sampled=True)
    probe = follow([one], traces_of(through(one, NEW, OTHER)))
    assert cells(probe) == {"bare": ["new id", "new id"]}
    assert [change.hop for change in probe.changes] == ["front->shelf"]


@pytest.mark.parametrize(
    ("found_by", "shown"),
    [
        ("request id", lambda c: {"app.request.id": c.request_id}),
        ("captured header", lambda c: {"http.request.header.x-request-id": [c.request_id]}),
        ("what was received", lambda c: {"app.b3.received": c.trace_ids[0]}),
        ("time and path", lambda _: {}),
    ],
)
def test_trace_under_an_unknown_id_is_found(found_by: str, shown: Any) -> None:
    one = sent(canary.b3_multi())
    way = Way(one, NEW, None).serve("front", **shown(one.canary))
    assert cells(follow([one], traces_of(way))) == {"B3 multi": ["new id"]}, found_by


@pytest.mark.parametrize("path", ["/other", "/buy/more"])
def test_trace_of_somebody_else_is_left_out(path: str) -> None:
    one = sent(canary.bare())
    probe = follow([one], traces_of(Way(one, NEW, None).serve("front", path)))
    assert (probe.reached_nothing, cells(probe)) == (True, {"bare": []})


def test_two_requests_at_the_same_time_are_nobodys() -> None:
    one = sent(canary.bare())
    ways = [Way(one, trace_id, None).serve("front") for trace_id in (NEW, OTHER)]
    assert follow([one], traces_of(*ways)).reached_nothing


def both(unsampled: Sent) -> tuple[list[Sent], Way]:
    """The canary that is not sampled, beside one that shows the way."""
    plain = sent(canary.sampled(), 1)
    return [unsampled, plain], through(plain)


def test_canary_that_is_not_sampled_leaves_nothing() -> None:
    asked, way = both(sent(canary.unsampled()))
    probe = follow(asked, traces_of(way))
    assert cells(probe)["W3C unsampled"] == ["not sampled"] * 2
    assert probe.changes == []


@pytest.mark.parametrize(
    ("service", "hop"), [("front", "client->front"), ("shelf", "front->shelf")]
)
def test_service_that_records_what_is_not_sampled_is_named(service: str, hop: str) -> None:
    asked, way = both(sent(canary.unsampled()))
    anyway = Way(asked[0], asked[0].canary.trace_ids[0]).serve(service, "/x")
    probe = follow(asked, traces_of(way, anyway))
    said = f"{service} records what its caller said is not sampled."
    assert probe.changes == [Change(hop, "sampling", said, ("W3C unsampled",))]
    assert "same id, sampled anyway" in cells(probe)["W3C unsampled"]


@pytest.mark.parametrize(
    ("noted", "shown", "what"),
    [
        ({"app.callee.sampled": False}, "not sampled", "sampling"),
        ({"app.callee.untraced": True}, "no trace", "nothing seen"),
        ({}, "nothing arrived", "nothing seen"),
    ],
)
def test_service_of_which_nothing_arrives_is_named_by_its_address(
    noted: dict[str, Any], shown: str, what: str
) -> None:
    one = sent(canary.sampled())
    way = Way(one, one.canary.trace_ids[0]).serve("front").call("front", **noted)
    probe = follow([one], traces_of(way))
    assert (probe.services, cells(probe)) == (
        ["front", "there:7"],
        {"W3C sampled": ["same id", shown]},
    )
    assert [(change.hop, change.what) for change in probe.changes] == [("front->there:7", what)]


def test_service_of_which_nothing_arrives_is_named_as_recent_traces_name_it() -> None:
    one = sent(canary.sampled())
    way = Way(one, one.canary.trace_ids[0]).serve("front").call("front")
    probe = follow([one], traces_of(way), Usual(names={"there:7": "shelf"}))
    assert [change.hop for change in probe.changes] == ["front->shelf"]


@pytest.mark.parametrize(
    ("begins", "last"),
    [(True, "new id"), (False, "same id")],
    ids=["not instrumented", "its spans are lost"],
)
def test_service_behind_one_that_reports_nothing_is_put_behind_it(begins: bool, last: str) -> None:
    one = sent(canary.sampled())
    way = Way(one, one.canary.trace_ids[0]).serve("front").call("front")
    way.parent_id = "f" * 16
    if begins:
        way.begin(NEW)
    way.serve("vendor", "/price", **{"app.request.id": one.canary.request_id})
    probe = follow([one], traces_of(way))
    assert probe.services == ["front", "there:7", "vendor"]
    assert cells(probe) == {"W3C sampled": ["same id", "nothing arrived", last]}
    assert [change.hop for change in probe.changes] == ["front->there:7"]


def test_caller_whose_call_left_no_span_is_known_by_the_time() -> None:
    one = sent(canary.sampled())
    way = Way(one, one.canary.trace_ids[0]).serve("front").begin(NEW)
    way.serve("shelf", "/stock", **{"app.request.id": one.canary.request_id})
    probe = follow([one], traces_of(way))
    assert cells(probe) == {"W3C sampled": ["same id", "new id"]}
    assert [change.hop for change in probe.changes] == ["front->shelf"]


def test_trace_that_begins_anew_decides_anew_whether_it_is_sampled() -> None:
    asked, way = both(sent(canary.unsampled()))
    own = {"app.request.id": asked[0].canary.request_id}
    way.call("shelf", "/price", 8).serve("vendor", "/price")
    anew = Way(asked[0], NEW, None).serve("shelf", "/stock", **own)
    anew.call("shelf", "/price", 8).serve("vendor", "/price")
    probe = follow(asked, traces_of(way, anew))
    assert cells(probe)["W3C unsampled"] == ["not sampled", "new id", "same id"]
    assert probe.changes == []


def test_service_behind_a_silent_one_is_not_blamed_for_it() -> None:
    plain, cut = sent(canary.sampled()), sent(canary.with_baggage(), 1)
    whole = through(plain).call("shelf", "/price", 8).serve("vendor", "/price")
    short = Way(cut, cut.canary.trace_ids[0]).serve("front").call("front")
    probe = follow([plain, cut], traces_of(whole, short))
    assert cells(probe)["W3C with baggage"][1:] == ["nothing arrived"] * 2
    assert [change.hop for change in probe.changes] == ["front->shelf"]


@pytest.mark.parametrize(
    ("shown", "copied", "expected"),
    [
        (lambda token: {"anything": token}, set(), "kept"),
        (lambda _: {"app.channel": "api"}, set(), "changed"),
        (lambda _: {}, {"app.channel"}, "lost"),
        (lambda _: {}, set(), "cannot be seen"),
    ],
)
def test_baggage_is_seen_where_a_service_shows_it(
    shown: Any, copied: set[str], expected: str
) -> None:
    one = sent(canary.with_baggage())
    way = Way(one, one.canary.trace_ids[0]).serve("front", **shown(one.canary.token))
    probe = follow([one], traces_of(way), Usual(copied={"front": frozenset(copied)}))
    assert cells(probe) == {"W3C with baggage": [f"same id, baggage {expected}"]}
    assert [change.what for change in probe.changes] == ["baggage"] * (expected == "lost")


def test_canary_that_was_not_answered_changes_nothing() -> None:
    plain, late = sent(canary.sampled()), sent(canary.bare(), 1, status=None, failure="late")
    probe = follow([plain, late], traces_of(through(plain)))
    assert cells(probe)["bare"] == ["nothing arrived"] * 2
    assert probe.changes == []


def test_what_reports_nothing_is_said_to() -> None:
    assert sentences(follow([sent(canary.bare())], [])) == [
        "No span of any canary arrived in Jaeger: the system does not report to it, or not in time."
    ]


def test_document_has_every_canary_with_its_visits() -> None:
    one: Canary = canary.sampled()
    document = follow([sent(one)], traces_of(through(sent(one)))).document()
    (described,) = document["canaries"]
    assert (described["trace_ids"], described["status"]) == ([one.trace_ids[0]], 200)
    assert [visit["hop"] for visit in described["visits"]] == ["client->front", "front->shelf"]
    assert document["changes"] == []
