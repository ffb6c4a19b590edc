"""What is said of a list of traces: how far was looked, and what does not stand on it."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from tracing_sandbox.traces.explaining.moment import clock
from tracing_sandbox.traces.jaeger.listing import Listing
from tracing_sandbox.traces.jaeger.searching.search import Search
from tracing_sandbox.traces.reading.fields.moment import LATEST_NS

Kind: TypeAlias = Literal["none", "read", "left_out", "cut", "in_future", "long_ago"]


class Remark(NamedTuple):
    """One sentence, without its full stop; its `kind` says what leads further."""

    kind: Kind
    sentence: str


def tell_coverage(listing: Listing, search: Search, *, slowest: bool) -> Iterator[Remark]:
    """Say how far was looked, and what stands elsewhere."""
    if not listing.searched:
        yield Remark("none", f"Jaeger holds no such trace{_in_that_time(search)}")
    elif slowest and listing.explanations:
        yield Remark("read", _tell_slowest(listing, search))
    else:
        yield Remark("read", _tell_newest(listing, search))
    if listing.left_out:
        left_out = f"{listing.left_out:,} left out: health checks, assets, pages about an API"
        yield Remark("left_out", left_out)
    if listing.cut:
        yield Remark("cut", "Fewer than wanted were read: some are very large")
    if listing.in_future:
        begin = "1 begins" if listing.in_future == 1 else f"{listing.in_future:,} begin"
        yield Remark("in_future", f"{begin} in the future: a clock is ahead")
    if listing.long_ago:
        late = f"{listing.long_ago:,} of those that came last began over a day ago"
        yield Remark("long_ago", late)


def _tell_slowest(listing: Listing, search: Search) -> str:
    count = len(listing.explanations)
    if listing.complete:
        return f"The slowest {count:,}{_in_that_time(search)}: {listing.searched:,} were read"
    return (
        f"The slowest {count:,} of the {listing.searched:,} read{_back_to(listing)}: "
        "there may be slower ones before"
    )


def _tell_newest(listing: Listing, search: Search) -> str:
    count = len(listing.explanations)
    of = f" of {listing.searched:,} read" if search.is_narrow else ""
    counted = f"{count:,} {'trace' if count == 1 else 'traces'}{of}"
    if listing.older_ns is not None:
        return f"{counted}{_back_to(listing)}"
    return f"{counted}, and no older ones{_in_that_time(search)}"


def _back_to(listing: Listing) -> str:
    return "" if listing.older_ns is None else f", back to {clock(listing.older_ns)}"


def _in_that_time(search: Search) -> str:
    return " in that time" if search.since_ns or search.until_ns < LATEST_NS else ""
