"""Newest and slowest traces, from a Jaeger that gives those that came last."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.traces.drawn.sketch import MS, ORIGIN_NS, client, internal, server, trace_of
from tests.unit.traces.jaeger.ring import Ring, request
from tracing_sandbox.traces.explaining.failed_spans import count_failed
from tracing_sandbox.traces.jaeger.errors import AnswerTooLong
from tracing_sandbox.traces.jaeger.searching.newest import Newest, find_newest
from tracing_sandbox.traces.jaeger.searching.search import Search
from tracing_sandbox.traces.jaeger.searching.slowest import Slowest, find_slowest
from tracing_sandbox.traces.reading.trace import Trace

NOW_NS = ORIGIN_NS + 10**15
MOST = 5_000


def ids(found: Newest | Slowest) -> list[str]:
    kept = found.kept if isinstance(found, Newest) else found.first()
    return [each.trace.trace_id for each in kept]


def newest(ring: Ring, search: Search, limit: int, most: int = MOST) -> Newest:
    return find_newest(ring, search, limit, most=most, now_ns=NOW_NS)


def pages_of(ring: Ring, search: Search, limit: int) -> list[str]:
    """Return what all pages list, one after the other."""
    listed: list[str] = []
    while True:
        found = newest(ring, search, limit)
        listed += ids(found)
        if found.older_ns is None:
            return listed
        assert found.older_ns < search.until_ns
        search = replace(search, until_ns=found.older_ns)


def long_request(number: int, start_ms: float, inner_ms: float) -> Trace:
    """A request whose inner step begins later, perhaps by a clock that is wrong."""
    inner = internal("b STEP", start_ms + inner_ms, start_ms + inner_ms + 1)
    drawn = trace_of(server("a GET", start_ms, start_ms + 5, inner))
    return Trace(f"{number + 1:032x}", drawn.spans)


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(-300, 300)), max_size=60),
    st.randoms(use_true_random=False),
    st.integers(1, 12),
    st.sampled_from([Search(), Search(service="b"), Search(operation="STEP")]),
)
def test_pages_list_every_trace_once_and_in_order(
    drawn: list[tuple[int, int]], random: object, limit: int, search: Search
) -> None:
    traces = [long_request(n, start, inner) for n, (start, inner) in enumerate(drawn)]
    random.shuffle(traces)  # type: ignore[attr-defined]
    place = {each.trace.trace_id: each.began_ns for each in search.candidates(traces, 0)}
    of_one_moment = max((list(place.values()).count(each) for each in place.values()), default=0)
    ring = Ring(traces)

    with patch("tracing_sandbox.traces.jaeger.searching.newest.LEAST_ASKED", 1):
        listed = pages_of(ring, search, limit)

    if of_one_moment < (200 if search.is_narrow else 2 * limit + 1):
        assert sorted(listed) == sorted(place)
    assert len(listed) == len(set(listed))
    starts = [place[each] for each in listed]
    assert starts == sorted(starts, reverse=True)


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=700),
    st.integers(1, 30),
    st.randoms(use_true_random=False),
)
def test_slowest_are_the_slowest_wherever_they_stand(
    took_ms: list[int], limit: int, random: object
) -> None:
    traces = [request(n, n, took) for n, took in enumerate(took_ms)]
    random.shuffle(traces)  # type: ignore[attr-defined]
    found = find_slowest(Ring(traces), Search(), limit, MOST)
    assert found.certain
    expected = sorted(took_ms, reverse=True)[:limit]
    assert [each.took_ns for each in found.first()] == [took * MS for took in expected]


def test_slowest_of_thousands_takes_a_few_hundred() -> None:
    ring = Ring([request(n, n, 5_000 if n == 0 else 1 + n % 97) for n in range(5_000)])
    found = find_slowest(ring, Search(), 20, MOST)
    assert ids(found)[0] == f"{1:032x}"
    assert found.certain
    assert sum(ring.given) < 1_000


def with_a_long_job(number: int) -> Trace:
    """A request that left a job behind, which took longer than any request."""
    job = internal("b JOB", number + 1, number + 900)
    drawn = trace_of(server("a GET", number, number + 1 + number % 50, job))
    return Trace(f"{number + 1:032x}", drawn.spans)


def test_slowest_beside_long_jobs_are_told_as_the_slowest_of_what_was_read() -> None:
    ring = Ring([with_a_long_job(number) for number in range(1_000)])
    all_read = find_slowest(ring, Search(), 5, MOST)
    assert (all_read.certain, len(all_read.read)) == (True, 1_000)
    in_part = find_slowest(ring, Search(), 5, 300)
    assert not in_part.certain
    assert in_part.older_ns is not None


def test_search_that_finds_nothing_says_how_far_it_looked() -> None:
    ring = Ring([request(n, n, 5) for n in range(2_000)])
    found = newest(ring, Search(errors=True), 20, most=500)
    assert ids(found) == []
    assert 500 <= found.searched < 800
    assert found.older_ns == ORIGIN_NS + (2_000 - found.searched) * MS


def test_large_traces_are_read_as_many_as_an_answer_may_hold() -> None:
    ring = Ring([request(n, n, 5) for n in range(100)], most_at_once=8)
    found = newest(ring, Search(), 20)
    assert (len(found.kept), found.cut) == (8, True)
    assert found.older_ns == ORIGIN_NS + 92 * MS
    with pytest.raises(AnswerTooLong):
        newest(Ring(ring.traces, most_at_once=0), Search(), 20)


def test_more_at_one_moment_than_can_be_told_apart_are_told() -> None:
    found = newest(Ring([request(n, 7, 5) for n in range(300)]), Search(), 20)
    assert found.cut


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/favicon.ico", 0),
        ("/static/shop.css", 0),
        ("/healthz", 0),
        ("/api/docs", 0),
        ("/api/openapi.json", 0),
        ("/customers/7/docs", 1),
        ("/api/orders", 1),
        ("", 1),
    ],
)
def test_background_is_told_by_its_path(path: str, kept: int) -> None:
    ring = Ring([request(1, 0, 5, attributes={"url.path": path, "http.request.method": "GET"})])
    found = newest(ring, Search(), 20)
    assert (len(found.kept), found.left_out) == (kept, 1 - kept)
    assert len(newest(ring, Search(background=True), 20).kept) == 1


def test_background_that_failed_or_writes_is_listed() -> None:
    failed = request(1, 0, 5, error=True, attributes={"url.path": "/healthz"})
    posted = {"url.path": "/static/x.css", "http.request.method": "POST"}
    ring = Ring([failed, request(2, 1, 5, attributes=posted)])
    assert len(newest(ring, Search(), 20).kept) == 2


@pytest.mark.parametrize(
    ("status", "above", "failed"),
    [(409, False, 0), (422, False, 0), (409, True, 2), (500, False, 1)],
)
def test_refusal_that_was_taken_for_an_answer_is_no_failure(
    status: int, *, above: bool, failed: int
) -> None:
    call = client("a POST", 1, 4, error=True, attributes={"http.response.status_code": status})
    assert count_failed(trace_of(server("a GET", 0, 5, call, error=above)).spans) == failed


def test_many_old_ones_of_one_moment_that_came_last_hide_no_newer_one() -> None:
    newer = [request(n, 10_000 + n, 5) for n in range(200)]
    old = [request(n, 7, 5) for n in range(1_000, 1_070)]
    listed = newest(Ring([*newer, *old]), Search(), 20)
    assert ids(listed) == [f"{n + 1:032x}" for n in range(199, 179, -1)]
    assert not listed.cut


def test_newest_are_found_among_many_that_came_in_reverse() -> None:
    newest_first = [request(number, -number, 1) for number in range(5_000)]
    ring = Ring(newest_first)

    found = newest(ring, Search(), 3)

    assert ids(found) == [each.trace_id for each in newest_first[:3]]
    assert not found.cut
    assert len(ring.given) < 100
