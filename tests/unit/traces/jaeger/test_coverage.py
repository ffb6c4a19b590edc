"""What is said of a list of traces."""

import pytest

from tests.unit.traces.drawn.sketch import ORIGIN_NS, server, trace_of
from tracing_sandbox.traces.explaining.explanation import explain
from tracing_sandbox.traces.jaeger.coverage import tell_coverage
from tracing_sandbox.traces.jaeger.listing import Listing
from tracing_sandbox.traces.jaeger.searching.search import Search

NOTHING = Listing((), 0, True, None, 0, False, 0, 0)
ONE = explain(trace_of(server("a GET", 0, 5)))
BACK = "back to 2025-06-15 15:06:40 UTC"


@pytest.mark.parametrize(
    ("listing", "search", "sentence"),
    [
        (NOTHING, Search(), "Jaeger holds no such trace"),
        (NOTHING, Search(since_ns=1), "Jaeger holds no such trace in that time"),
        (
            NOTHING._replace(searched=37),
            Search(errors=True),
            "0 traces of 37 read, and no older ones",
        ),
        (
            NOTHING._replace(searched=5_000, older_ns=ORIGIN_NS),
            Search(errors=True),
            f"0 traces of 5,000 read, {BACK}",
        ),
        (
            NOTHING._replace(explanations=[ONE], searched=50, older_ns=ORIGIN_NS),
            Search(),
            f"1 trace, {BACK}",
        ),
        (
            NOTHING._replace(explanations=[ONE] * 2, searched=2),
            Search(until_ns=ORIGIN_NS),
            "2 traces, and no older ones in that time",
        ),
    ],
)
def test_newest_say_how_far_was_looked(listing: Listing, search: Search, sentence: str) -> None:
    (remark,) = tell_coverage(listing, search, slowest=False)
    assert remark.sentence == sentence


def test_slowest_say_whether_there_may_be_slower_ones() -> None:
    sure = NOTHING._replace(explanations=[ONE], searched=312)
    (remark,) = tell_coverage(sure, Search(), slowest=True)
    assert remark.sentence == "The slowest 1: 312 were read"
    unsure = sure._replace(complete=False, older_ns=ORIGIN_NS)
    (remark,) = tell_coverage(unsure, Search(), slowest=True)
    assert remark.sentence == (
        f"The slowest 1 of the 312 read, {BACK}: there may be slower ones before"
    )


def test_what_stands_elsewhere_is_counted() -> None:
    listing = Listing([ONE], 50, True, ORIGIN_NS, 2, True, 1, 3)
    said = {each.kind: each.sentence for each in tell_coverage(listing, Search(), slowest=False)}
    assert said == {
        "read": f"1 trace, {BACK}",
        "left_out": "2 left out: health checks, assets, pages about an API",
        "cut": "Fewer than wanted were read: some are very large",
        "in_future": "1 begins in the future: a clock is ahead",
        "long_ago": "3 of those that came last began over a day ago",
    }
