"""Requests drawn by hand, a minute apart, for a survey; each takes what it is told to."""

from collections.abc import Iterable
from dataclasses import replace

from tests.unit.traces.drawn.sketch import MS, Node, client, query, server, trace_of
from tracing_sandbox.traces.reading.trace import Trace

APART_NS = 60_000 * MS
# What times vary by anyway, in milliseconds: no two requests take the same.
JITTER = (0.0, 0.4, 0.1, 0.3, 0.2, 0.5)


def in_a_row(sketches: Iterable[Node]) -> list[Trace]:
    """Make a trace of each, one a minute, with ids 1, 2, 3."""
    return [_at(trace_of(sketch), number) for number, sketch in enumerate(sketches, start=1)]


def _at(trace: Trace, number: int) -> Trace:
    shift, trace_id = number * APART_NS, f"{number:032x}"
    spans = (
        replace(
            span,
            trace_id=trace_id,
            start_ns=span.start_ns + shift,
            end_ns=span.end_ns + shift,
        )
        for span in trace.spans
    )
    return Trace(trace_id, tuple(spans))


def page(
    number: int,
    stock_ms: float = 10.0,
    items_ms: float = 10.0,
    query_ms: float = 5.0,
    ways_ms: tuple[float, float] = (1.0, 1.0),
) -> Node:
    """A page of a shop that asks stock, which asks its database, and then items."""
    jitter = JITTER[number % len(JITTER)]
    first, asked = 2.0 + jitter, query_ms + jitter
    stock_end = first + ways_ms[0] + stock_ms + jitter + asked
    second = stock_end + 1.0
    items_end = second + ways_ms[1] + items_ms + jitter
    return server(
        "shop GET /page", 0, items_end + 5.0,
        client("shop GET stock", first, stock_end,
            server("stock GET /level", first + ways_ms[0], stock_end,
                query("stock SELECT", first + ways_ms[0] + 1.0, first + ways_ms[0] + 1.0 + asked),
            ),
        ),
        client("shop GET items", second, items_end,
            server("items GET /item", second + ways_ms[1], items_end),
        ),
    )  # fmt: skip


def pages(count: int) -> list[Node]:
    """Pages on which nothing is wrong."""
    return [page(number) for number in range(count)]
