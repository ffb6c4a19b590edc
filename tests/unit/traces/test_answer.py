"""What a trace says, word for word."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.unit.traces.drawn.order import order
from tests.unit.traces.drawn.sketch import Node, client, internal, query, server, trace_of
from tracing_sandbox.traces.explaining.explanation import Explanation, explain
from tracing_sandbox.traces.measuring.tree import EmptyTrace
from tracing_sandbox.traces.reading.span import Event
from tracing_sandbox.traces.reading.trace import BadSpan, Trace


def say(*roots: Node, without: str = "", healthy: tuple[Trace, ...] = ()) -> list[str]:
    explanation = explain(trace_of(*roots, without=without), healthy)
    return sentences(explanation)


def sentences(explanation: Explanation) -> list[str]:
    return [explanation.answer] + ([explanation.blame.sentence] if explanation.blame else [])


def healthy_orders(count: int) -> tuple[Trace, ...]:
    return renumbered([order(40 + number) for number in range(1, count + 1)])


def renumbered(sketches: Sequence[Node]) -> tuple[Trace, ...]:
    return tuple(
        Trace(f"{number:032x}", tuple(replace(s, trace_id=f"{number:032x}") for s in trace.spans))
        for number, trace in enumerate(map(trace_of, sketches), start=1)
    )


NO_PEERS = "there is no healthy trace to compare with"
ON_ITS_OWN = f"that is at least half of the time, and {NO_PEERS}."


def test_healthy_trace_says_where_its_time_went() -> None:
    assert say(order(50), healthy=healthy_orders(2)) == [
        "111 ms, of which 50 ms in thirdparty look_up_price; nothing out of line."
    ]


def test_refusal_is_told_with_its_status() -> None:
    explanation = explain(trace_of(server("a R", 0, 2, attributes={"http.status_code": 409})))
    assert explanation.answer == f"Refused with 409. 2.0 ms, all of it in a R; {NO_PEERS}."
    assert explanation.short_answer == "refused with 409: 2.0 ms in a R"


def test_trace_on_its_own_is_not_said_to_be_in_line() -> None:
    assert say(order(50)) == [f"111 ms, of which 50 ms in thirdparty look_up_price; {NO_PEERS}."]


def test_part_that_took_as_long_before_is_said_to_have() -> None:
    """Two of twenty took 400 ms: 700 ms is long, but not out of line for that part."""
    peers = [order(400 if number in (5, 12) else 50) for number in range(20)]
    (answer,) = say(order(700), healthy=renumbered(peers))
    assert answer == (
        "761 ms, of which 700 ms in thirdparty look_up_price; usually it takes 111 ms, "
        "but thirdparty look_up_price has taken 400 ms before."
    )


def test_slow_part_is_named_with_its_share_and_the_rest() -> None:
    assert say(order(4_920)) == [
        "4.92 s of 4.98 s (99 %) in thirdparty look_up_price; everything else took 0.06 s.",
        f"thirdparty look_up_price took 4.92 s; {ON_ITS_OWN}",
    ]


def test_slow_part_is_compared_with_healthy_traces() -> None:
    assert say(order(200), healthy=healthy_orders(8)) == [
        "200 ms of 261 ms (77 %) in thirdparty look_up_price; everything else took 61 ms.",
        "thirdparty look_up_price took 200 ms; in 8 healthy traces it took 44 ms, at most 48 ms.",
    ]


def test_three_times_slower_than_one_healthy_trace_is_slow() -> None:
    assert say(order(123), healthy=healthy_orders(1)) == [
        "123 ms of 184 ms (67 %) in thirdparty look_up_price; everything else took 61 ms.",
        "thirdparty look_up_price took 123 ms; in 1 healthy trace it took 41 ms.",
    ]


def test_half_a_second_is_not_slow_where_healthy_traces_take_as_long() -> None:
    slow_by_nature = trace_of(server("a R", 0, 3000, query("a SELECT", 100, 2900)))
    peer = Trace("ab" * 16, tuple(replace(s, trace_id="ab" * 16) for s in slow_by_nature.spans))
    assert explain(slow_by_nature).blame is not None
    assert sentences(explain(slow_by_nature, [peer])) == [
        "3.00 s, of which 2.80 s waiting for postgresql (a SELECT); nothing out of line."
    ]


@pytest.mark.parametrize(
    ("attributes", "place"),
    [
        ({"db.system.name": "postgresql"}, "waiting for postgresql (a GET)"),
        ({"db.system": "sqlite"}, "waiting for sqlite (a GET)"),
        ({"server.address": "api.x", "server.port": 443}, "waiting for api.x:443 (a GET)"),
        ({"server.address": "api.x:80", "server.port": 80}, "waiting for api.x:80 (a GET)"),
        ({"peer.service": "bank", "server.address": "b"}, "waiting for bank (a GET)"),
        ({}, "waiting for something untraced (a GET)"),
    ],
)
def test_wait_names_who_was_waited_for(attributes: dict[str, object], place: str) -> None:
    slow = server("a R", 0, 1000, client("a GET", 50, 950, attributes=attributes))
    assert say(slow) == [
        f"0.90 s of 1.00 s (90 %) {place}; everything else took 0.10 s.",
        f"W{place[1:]} took 900 ms; {ON_ITS_OWN}",
    ]


def test_transit_names_both_sides() -> None:
    call = client("a GET", 50, 1950, server("b S", 1900, 1940))
    assert say(server("a R", 0, 2000, call)) == [
        "1.86 s of 2.00 s (93 %) between a GET and b (network or queue); "
        "everything else took 0.14 s.",
        f"The way between a GET and b (network or queue) took 1.86 s; {ON_ITS_OWN}",
    ]


def test_gap_names_whose_tries_they_were() -> None:
    tries = (query("a GET", 0, 10, error=True), query("a GET", 1900, 1990))
    assert say(server("a R", 0, 2000, internal("a fetch", 0, 1990, *tries))) == [
        "1.89 s of 2.00 s (94 %) between tries in a fetch; everything else took 0.11 s.",
        f"The pauses between tries in a fetch took 1.89 s; {ON_ITS_OWN} Besides, a GET failed.",
    ]


def test_repetition_is_counted() -> None:
    queries = [query("a SELECT stock", i * 30, i * 30 + 29) for i in range(41)]
    assert say(server("a R", 0, 1450, internal("a check", 0, 1440, *queries))) == [
        "1.19 s of 1.45 s (82 %) in 41 queries a SELECT stock, one after another; "
        "everything else took 0.26 s.",
        "a check made 41 queries SELECT stock one after another: 1.19 s.",
    ]


def test_repetition_beside_each_other_is_none() -> None:
    queries = [query("a SELECT stock", 0, 90 + i) for i in range(41)]
    assert explain(trace_of(server("a R", 0, 145, *queries))).blame is None


def test_one_long_query_among_many_is_slow_not_repeated() -> None:
    queries = [query("a SELECT", i * 10, i * 10 + 5) for i in range(12)]
    queries.append(query("a SELECT", 200, 1400))
    blame = explain(trace_of(server("a R", 0, 1450, *queries))).blame
    assert blame is not None
    assert blame.kind == "wait"


def test_repetition_that_healthy_traces_have_too_is_none() -> None:
    def looping(count: int, number: int) -> Trace:
        queries = [query("a SELECT", i * 10, i * 10 + 9) for i in range(count)]
        trace = trace_of(server("a R", 0, count * 10 + 5, *queries))
        trace_id = f"{number:032x}"
        return Trace(trace_id, tuple(replace(s, trace_id=trace_id) for s in trace.spans))

    peers = [looping(20, number) for number in range(2, 8)]
    assert explain(looping(20, 1)).blame is not None
    assert explain(looping(29, 1), peers).blame is None
    more = explain(looping(31, 1), peers).blame
    assert more is not None
    assert more.kind == "repetition"


def test_root_that_took_all_of_the_time_says_so() -> None:
    assert say(server("a R", 0, 45)) == [f"45 ms, all of it in a R; {NO_PEERS}."]
    assert say(server("a R", 0, 1450))[0] == "All of 1.45 s in a R."


def test_failure_names_the_deepest_span_its_reason_and_its_way_up() -> None:
    failed = {"error": True}
    refused = client(
        "b GET",
        6,
        39,
        attributes={"http.response.status_code": 503},
        status_message="busy",
        **failed,
    )
    call = client(
        "a POST",
        4,
        41,
        server("b S", 5, 40, internal("b quote", 5, 40, refused), **failed),
        **failed,
    )
    assert say(server("a R", 0, 45, call, **failed)) == [
        "Failed in b GET; took 45 ms, of which 33 ms waiting for something untraced (b GET).",
        "b GET failed (503 busy), and with it b S, a POST and a R.",
    ]


def test_failure_in_words_of_its_exception() -> None:
    exception = Event("exception", 1, {"exception.type": "NoTea", "exception.message": "none left"})
    assert say(server("a R", 0, 45, error=True, events=(exception,)))[1] == (
        "a R failed (NoTea: none left)."
    )


def test_failure_that_did_not_reach_the_root_says_so() -> None:
    assert say(server("a R", 0, 45, internal("a x", 5, 20, error=True, status_message="boom"))) == [
        "45 ms, of which 30 ms in a R; a x failed on the way.",
        "a x failed (boom); a R did not fail.",
    ]


def test_failure_that_was_answered_all_the_same_says_with_what() -> None:
    """A form that was refused leads to a page that says so."""
    failed = client("a POST", 6, 15, error=True, status_message="refused")
    order = internal("a order", 5, 20, failed, internal("a save", 16, 19), error=True)
    told = {"http.response.status_code": 303}
    assert say(server("a R", 0, 45, order, attributes=told))[1] == (
        "a POST failed (refused); a order failed after that; a R still answered 303."
    )


def test_long_reason_is_cut_between_words() -> None:
    words = " ".join(f"word{number:02d}" for number in range(60))
    (cut,) = re.findall(r"\((.*)\)", say(server("a R", 0, 45, error=True, status_message=words))[1])
    first, last = cut.split(" \N{HORIZONTAL ELLIPSIS} ")
    assert words.startswith(f"{first} ")
    assert words.endswith(f" {last}")


def test_refusal_that_nobody_took_for_a_failure_is_none() -> None:
    refused = client("a GET", 5, 20, attributes={"http.response.status_code": 404}, error=True)
    assert explain(trace_of(server("a R", 0, 45, refused))).blame is None


def test_failure_that_a_later_try_made_good_is_not_that_of_the_root() -> None:
    tries = (query("a GET", 0, 10, error=True), query("a GET", 15, 25))
    blame = explain(trace_of(server("a R", 0, 45, *tries, error=True))).blame
    assert blame is not None
    assert (blame.kind, blame.operation) == ("error", "R")


def test_failure_after_the_caller_gave_up_is_not_its_cause() -> None:
    late = server("b S", 5, 3000, error=True, status_message="broken pipe")
    call = client("a GET", 4, 2004, late, error=True, status_message="timed out")
    blame = explain(trace_of(server("a R", 0, 2010, call, error=True))).blame
    assert blame is not None
    assert blame.sentence == "a GET to b failed (timed out), and with it a R."


def test_failure_that_was_lived_with_is_not_the_cause_of_another() -> None:
    missed = client("a GET", 11, 19, error=True, status_message="redis: connection refused")
    cache, charge = internal("a read_cache", 10, 20, missed), internal("a charge_card", 30, 990)
    words = "card declined: insufficient funds"
    root = server("a R", 0, 1000, cache, charge, error=True, status_message=words)
    assert say(root) == [
        "Failed in a R; took 1.00 s, of which 0.96 s in a charge_card.",
        f"a R failed ({words}); the first to fail was a GET (redis: connection refused).",
    ]


def test_failure_that_others_pass_on_is_the_cause_even_if_something_is_tidied_up_later() -> None:
    refused = client("a GET", 11, 19, error=True, status_message="connection refused")
    quote, tidy = internal("a quote", 10, 20, refused), internal("a release", 30, 40)
    words = "quote: connection refused"
    root = server("a R", 0, 50, quote, tidy, error=True, status_message=words)
    assert say(root)[1] == (f"a GET failed (connection refused); a R failed after that ({words}).")


def test_failure_long_before_the_end_is_not_said_to_be_that_of_the_whole() -> None:
    inner = server("b S", 12, 58, error=True, status_message="index missing")
    asked = client("a GET", 10, 60, inner, error=True, status_message="503")
    root = server("a R", 0, 500, asked, internal("a pay", 70, 480), error=True)
    assert say(root) == [
        "Failed after a failure in b S; took 500 ms, of which 410 ms in a pay.",
        "b S failed (index missing), and with it a GET; a R failed after that.",
    ]


def test_work_that_was_only_called_off_is_no_failure() -> None:
    lost = client("a GET", 5, 280, error=True, status_message="cancelled: the other won")
    (answer,) = say(server("a R", 0, 300, lost, client("a GET", 100, 290)))
    assert answer.endswith(NO_PEERS + ".")


def test_whole_of_the_same_name_is_told_apart() -> None:
    failed = client("a GET", 5, 20, error=True, status_message="refused")
    blame = explain(trace_of(server("a GET", 0, 30, failed))).blame
    assert blame is not None
    assert blame.sentence == "a GET failed (refused); the whole did not fail."


def test_failed_call_says_whom_it_called_and_why_at_both_ends() -> None:
    told = f"ConnectionError: {'Max retries exceeded ' * 20}(Caused by: Connection refused)"
    address = {"server.address": "127.0.0.1", "server.port": 8102}
    call = client("a GET", 5, 20, error=True, status_message=told, attributes=address)
    answer, sentence = say(server("a R", 0, 30, call, error=True))
    assert answer.startswith("Failed in a GET to 127.0.0.1:8102; took 30 ms")
    assert sentence.startswith("a GET to 127.0.0.1:8102 failed (ConnectionError: Max")
    assert "Connection refused)" in sentence


def test_cancelled_work_decided_nothing() -> None:
    broken = internal("a write", 5, 20, error=True, status_message="disk full")
    cancelled = internal("a read", 20.5, 20.8, error=True, status_message="Cancelled")
    blame = explain(trace_of(server("a R", 0, 25, broken, cancelled, error=True))).blame
    assert blame is not None
    assert blame.operation == "write"


def test_last_of_several_failures_decided_and_of_those_beside_it_the_first() -> None:
    def failed(name: str, start: float, end: float) -> Node:
        return internal(f"a {name}", start, end, error=True)

    early, first, second = failed("early", 1, 5), failed("first", 10, 20), failed("second", 12, 30)
    blame = explain(trace_of(server("a R", 0, 40, early, first, second, error=True))).blame
    assert blame is not None
    assert blame.operation == "first"


def test_failure_outweighs_slowness() -> None:
    explanation = explain(trace_of(order(4_920, error=True), without="nothing"))
    assert explanation.blame is not None
    assert explanation.blame.kind == "own"
    slow_and_failed = server("a R", 0, 5000, internal("a x", 0, 4900, error=True), error=True)
    blame = explain(trace_of(slow_and_failed)).blame
    assert blame is not None
    assert (blame.kind, blame.operation) == ("error", "x")


def test_missing_span_that_hides_the_slow_part_leaves_it_open() -> None:
    assert say(order(4_920), without="inventory GET") == [
        "Cannot tell where 4.93 s of 4.98 s went: the parent of thirdparty GET /v1/prices/<sku> "
        "is missing. Seen beneath: 4.92 s in thirdparty look_up_price."
    ]


def test_missing_span_elsewhere_leaves_the_slow_part_to_be_blamed() -> None:
    assert say(order(4_920), without="frontend save_order") == [
        "4.92 s of 4.98 s in thirdparty look_up_price; "
        "cannot tell where 0.01 s went: the parent of frontend INSERT is missing.",
        f"thirdparty look_up_price took 4.92 s; {ON_ITS_OWN}",
    ]


def test_missing_root_leaves_the_whole_open() -> None:
    assert say(order(4_920), without="frontend POST api/orders")[0] == (
        "Cannot tell how long the whole took: the parent of frontend place_order is missing. "
        "4.92 s of 4.98 s in thirdparty look_up_price."
    )


def test_unreadable_span_is_said() -> None:
    trace = trace_of(order(40))
    bad = BadSpan("f.json", "spans[3]", trace.trace_id, "ab", "kind is 9; expected 0 to 5")
    explanation = explain(replace(trace, bad_spans=(bad,)))
    assert explanation.answer == (
        "101 ms, of which 40 ms in thirdparty look_up_price; "
        "this may not be all: 1 span could not be read."
    )
    assert [problem.sentence for problem in explanation.problems] == [
        "f.json: span ab at spans[3]: kind is 9; expected 0 to 5."
    ]


def test_trace_without_spans_cannot_be_explained() -> None:
    with pytest.raises(EmptyTrace, match="holds no span"):
        explain(Trace("ab" * 16, ()))


def test_names_that_could_drive_a_terminal_are_harmless_in_sentences() -> None:
    evil = "\x1b[2J\u202eevil" + "x" * 1_000_000
    explanation = explain(trace_of(server(f"a {evil}", 0, 1450)))
    for sentence in sentences(explanation):
        assert "\x1b" not in sentence
        assert "\u202e" not in sentence
        assert len(sentence) < 400
